package rowsend

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/numeric"
)

// jsonWriter sends what encoding/json makes of a value; nil slices and maps are empty ones.
func jsonWriter(p *pair) *Writer {
	empty := ""
	switch p.t.Kind() {
	case reflect.Map:
		empty = "{}"
	case reflect.Slice:
		empty = "[]"
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return nil
	}
	text := func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		v := ptr.Any(p.t)
		if empty != "" && reflect.ValueOf(v).Elem().IsNil() {
			return append(buf, empty...), nil
		}
		b, err := json.Marshal(v)
		if err != nil {
			return nil, p.fail(err)
		}
		if err := checkJSON(b); err != nil {
			return nil, p.fail(err)
		}
		return append(buf, b...), nil
	}
	return &Writer{Text: text, Canonical: prefixed(p.canonicalJSON(text)), Immutable: isPlain(p.t)}
}

// canonicalJSON takes the text for itself: encoding/json sorts the keys of maps. Only where JSON that others wrote can
// stand inside, or the type marshals itself, the order of keys is left to chance.
func (p *pair) canonicalJSON(text writeFunc) writeFunc {
	if p.sql.OID != pgtype.JSONBOID || !holdsForeignJSON(p.t, map[reflect.Type]bool{}) {
		return text
	}
	return func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		b, err := text(nil, ptr)
		if err != nil {
			return nil, err
		}
		return p.appendCanonicalJSON(buf, b)
	}
}

// holdsForeignJSON reports whether values of type t may contain JSON whose keys encoding/json has not put in order.
func holdsForeignJSON(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	marshaler := reflect.TypeFor[json.Marshaler]()
	if t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler) {
		return t.PkgPath() != "time"
	}
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Map, reflect.Slice, reflect.Array, reflect.Pointer:
		return holdsForeignJSON(t.Elem(), seen)
	case reflect.Struct:
		for field := range t.Fields() {
			if holdsForeignJSON(field.Type, seen) {
				return true
			}
		}
	}
	return false
}

// rawJSONWriter sends bytes that are JSON already. None at all are JSON's null, as encoding/json has it.
func rawJSONWriter(p *pair) *Writer {
	text := func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		b := *rowscan.As[[]byte](ptr)
		switch {
		case b == nil:
			return append(buf, "null"...), nil
		case !json.Valid(b):
			return nil, p.fail(fmt.Errorf("%w: no JSON: %.40q", ErrInvalid, b))
		}
		if err := checkJSON(b); err != nil {
			return nil, p.fail(err)
		}
		return append(buf, b...), nil
	}
	w := &Writer{Text: text}
	if p.sql.OID == pgtype.JSONBOID {
		w.Canonical = prefixed(func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			if *rowscan.As[[]byte](ptr) == nil {
				return append(buf, "null"...), nil
			}
			return p.appendCanonicalJSON(buf, *rowscan.As[[]byte](ptr))
		})
	}
	return w
}

// checkJSON refuses the escaped NUL, which jsonb cannot keep. (Bytes that json.Marshal wrote are UTF-8.)
func checkJSON(b []byte) error {
	for rest := b; ; {
		at := bytes.Index(rest, []byte(`\u0000`))
		if at < 0 {
			return checkText(string(b))
		}
		backslashes := 0
		for at-backslashes > 0 && rest[at-backslashes-1] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return ErrNUL
		}
		rest = rest[at+6:]
	}
}

// appendCanonicalJSON writes JSON as jsonb compares it: keys in order, the last of equal keys, numbers by value.
// Text that is no JSON stands for itself.
func (p *pair) appendCanonicalJSON(buf, text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return append(buf, text...), nil //nolint:nilerr // what is no JSON stands for itself; the server refuses it
	}
	b, err := json.Marshal(normalNumbers(v))
	if err != nil {
		return nil, p.fail(errors.Join(ErrInvalid, err))
	}
	return append(buf, b...), nil
}

// normalNumbers replaces numbers by one spelling for each value.
func normalNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, elem := range v {
			v[k] = normalNumbers(elem)
		}
	case []any:
		for i, elem := range v {
			v[i] = normalNumbers(elem)
		}
	case json.Number:
		if n, err := numeric.Parse(v.String()); err == nil {
			return json.Number(n.Normal().String())
		}
	}
	return v
}
