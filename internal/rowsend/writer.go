package rowsend

import (
	"reflect"
	"sync"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Writer knows how values of one Go type are sent as one SQL type. Its functions take the address of a value of the Go
// type. It is not changed after it was made, so goroutines may share it.
type Writer struct {
	// Text appends PostgreSQL's text form, unquoted, of a value that is not null.
	Text func(buf []byte, p rowscan.Pointer) ([]byte, error)
	// Element appends a value that is not null as an element of an array literal, in quotes where it needs them.
	Element func(buf []byte, p rowscan.Pointer) ([]byte, error)
	// Binary appends PostgreSQL's binary form of a value that is not null; nil where this package has none. Numbers that the
	// column rounds are sent as text.
	Binary func(buf []byte, p rowscan.Pointer) ([]byte, error)
	// Canonical appends bytes that are equal exactly for values that the column takes as equal: NaN equals itself, times
	// count to the microsecond, numerics by value, jsonb without its key order, char(n) without trailing blanks. NULL is
	// unlike everything else. The bytes say where they end, so those of several columns may stand one behind another.
	Canonical func(buf []byte, p rowscan.Pointer) ([]byte, error)
	// NeverNull says that IsNull is always false.
	NeverNull bool
	// IsNull reports whether the value is NULL: a nil pointer, or a type that says so itself.
	IsNull func(p rowscan.Pointer) bool
	// Arg returns an argument that pgx sends rightly in all five modes of execution.
	Arg func(p rowscan.Pointer) (any, error)
	// Immutable says that a shallow copy of the Go value is a faithful snapshot of it.
	Immutable bool
}

type writerKey struct {
	t   reflect.Type
	sql sqltypeKey
}

// sqltypeKey is what a writer depends on.
type sqltypeKey struct {
	name string
	oid  uint32
	kind sqltype.Kind
}

var writers struct {
	sync.RWMutex
	of map[writerKey]*Writer
}

// For returns the writer of values of type t that are sent as sql. It fails with [ErrNoWriter] where there is none.
// Writers are made once.
func For(t reflect.Type, sql *sqltype.Type) (*Writer, error) {
	if sql == nil {
		return nil, (&pair{t, nil}).fail(ErrNoWriter)
	}
	key := writerKey{t, sqltypeKey{sql.Name, sql.OID, sql.Kind}}
	writers.RLock()
	w := writers.of[key]
	writers.RUnlock()
	if w != nil {
		return w, nil
	}
	w, err := build(&pair{t, sql})
	if err != nil {
		return nil, err
	}
	writers.Lock()
	defer writers.Unlock()
	if writers.of == nil {
		writers.of = map[writerKey]*Writer{}
	}
	writers.of[key] = w
	return w, nil
}

func build(p *pair) (*Writer, error) {
	if p.t.Kind() == reflect.Pointer {
		return nullable(p)
	}
	w := choose(p)
	if w == nil {
		return nil, p.fail(ErrNoWriter)
	}
	p.complete(w)
	return w, nil
}

// complete fills in what follows from Text.
func (p *pair) complete(w *Writer) {
	if w.Arg == nil {
		w.Arg = textArg(w.Text)
	}
	if w.Canonical == nil {
		w.Canonical = prefixed(w.Text)
	}
	if w.IsNull == nil {
		w.IsNull, w.NeverNull = never, true
	}
	if w.Element == nil {
		w.Element = p.elementOf(w)
	}
	w.Binary = p.binaryOf(w)
}

func never(rowscan.Pointer) bool { return false }

type writeFunc = func(buf []byte, p rowscan.Pointer) ([]byte, error)

// textArg sends a value as its text form.
func textArg(text writeFunc) func(p rowscan.Pointer) (any, error) {
	return func(p rowscan.Pointer) (any, error) {
		buf := scratch.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
		defer scratch.Put(buf)
		b, err := text((*buf)[:0], p)
		if err != nil {
			return nil, err
		}
		*buf = b
		return string(b), nil
	}
}

var scratch = sync.Pool{New: func() any { return new([]byte) }}

// prefixed puts the length in front of what write appends.
func prefixed(write writeFunc) writeFunc {
	return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
		at := len(buf)
		buf, err := write(append(buf, 0, 0, 0, 0), p)
		if err != nil {
			return nil, err
		}
		n := len(buf) - at - 4
		buf[at], buf[at+1], buf[at+2], buf[at+3] = byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
		return buf, nil
	}
}

// The marks in front of the canonical bytes of what may be NULL.
const (
	markNull  = 0
	markValue = 1
)

// nullable is the writer of a pointer: nil is NULL, else what it points at is sent. A copy of a pointer shares what it
// points at, so it is no snapshot.
func nullable(p *pair) (*Writer, error) {
	elem, err := For(p.t.Elem(), p.sql)
	if err != nil {
		return nil, err
	}
	if p.t.Elem().Kind() == reflect.Pointer {
		return nil, p.fail(ErrNoWriter)
	}
	w := &Writer{
		Text:    func(buf []byte, p rowscan.Pointer) ([]byte, error) { return elem.Text(buf, p.Load()) },
		Element: func(buf []byte, p rowscan.Pointer) ([]byte, error) { return elem.Element(buf, p.Load()) },
		IsNull:  func(p rowscan.Pointer) bool { return p.Load().IsNil() || elem.IsNull(p.Load()) },
		Canonical: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			if p.Load().IsNil() {
				return append(buf, markNull), nil
			}
			return elem.Canonical(append(buf, markValue), p.Load())
		},
		Arg: func(p rowscan.Pointer) (any, error) {
			if p.Load().IsNil() {
				return nil, nil //nolint:nilnil // nil is NULL
			}
			return elem.Arg(p.Load())
		},
	}
	if elem.Binary != nil {
		w.Binary = func(buf []byte, p rowscan.Pointer) ([]byte, error) { return elem.Binary(buf, p.Load()) }
	}
	return w, nil
}
