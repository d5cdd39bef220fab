package rowsend

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Argument is a value of rowan's own that says itself what is sent for it.
type Argument interface{ Arg() (any, error) }

// Arg converts one value into an argument that pgx sends rightly in all five modes of execution. A nil pointer, like nil,
// is NULL. Values of types that convert themselves are left to pgx.
func Arg(v any) (any, error) {
	switch x := v.(type) {
	case nil, bool, int64, float64:
		return v, nil
	case int:
		return int64(x), nil
	case int32:
		return int64(x), nil
	case int16:
		return int64(x), nil
	case float32:
		return float64(x), nil
	case string:
		if err := checkText(x); err != nil {
			return nil, argPair(v).fail(err)
		}
		return v, nil
	case []byte:
		return notNil(x), nil
	case time.Time:
		return argInstant(x)
	case uint64:
		return argUnsigned(v, x)
	case uint:
		return argUnsigned(v, uint64(x))
	case Argument: // behind the types that most arguments have: it takes the longest to tell
		return x.Arg()
	default:
		return argByType(v)
	}
}

func argPair(v any) *pair { return &pair{reflect.TypeOf(v), nil} }

func argInstant(t time.Time) (any, error) {
	t = Cut(t)
	if err := argPair(t).checkInstant(t); err != nil {
		return nil, err
	}
	return t, nil
}

// argUnsigned sends unsigned integers that have no SQL type of their own as bigint, where they fit.
func argUnsigned(v any, n uint64) (any, error) {
	if n > math.MaxInt64 {
		return nil, argPair(v).fail(fmt.Errorf("%w: %d is no bigint; use numeric.FromUint", ErrOutOfRange, n))
	}
	return int64(n), nil
}

func argByType(v any) (any, error) {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer {
		if reflect.ValueOf(v).IsNil() {
			return nil, nil //nolint:nilnil // nil is NULL
		}
		if sql := sqltype.Of(t.Elem()); sql != nil {
			return argAt(t.Elem(), sql, rowscan.OfAny(v))
		}
	} else if sql := sqltype.Of(t); sql != nil {
		copied := rowscan.New(t)
		reflect.ValueOf(copied.Any(t)).Elem().Set(reflect.ValueOf(v))
		return argAt(t, sql, copied)
	}
	if sqltype.SelfConverting(t) || (t.Kind() == reflect.Pointer && sqltype.SelfConverting(t.Elem())) {
		return v, nil
	}
	if t.Kind() == reflect.Uint || t.Kind() == reflect.Uint64 {
		return argUnsigned(v, reflect.ValueOf(v).Uint())
	}
	return nil, argPair(v).fail(ErrNoWriter)
}

func argAt(t reflect.Type, sql *sqltype.Type, p rowscan.Pointer) (any, error) {
	w, err := For(t, sql)
	if err != nil {
		return nil, err
	}
	return w.Arg(p)
}

// Text returns the text form of a value as [Arg] returns it, or that it is NULL.
func Text(v any) (text []byte, null bool, err error) {
	if v == nil {
		return nil, true, nil
	}
	t := reflect.TypeOf(v)
	w, err := For(t, sqltype.Of(t))
	if err != nil {
		return nil, false, err
	}
	copied := rowscan.New(t)
	reflect.ValueOf(copied.Any(t)).Elem().Set(reflect.ValueOf(v))
	if w.IsNull(copied) {
		return nil, true, nil
	}
	text, err = w.Text(nil, copied)
	return text, false, err
}
