package preload

import (
	"encoding/binary"
	"errors"
	"reflect"
	"strings"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// key reads one side of a relation's key from values of one Go type: entities, or rows of a query that has the key beside
// an entity. It does not change, and goroutines may share it.
type key []keyPart

// keyPart is one column of a key.
type keyPart struct {
	offset  uintptr
	pointer bool // the field is a pointer to the value; nil is NULL
	folds   bool // the column takes upper and lower case as equal

	number func(rowscan.Pointer) int64 // nil where the value is no integer
	writer *rowsend.Writer
}

// keyOf is the key that columns of t hold, compared as the columns others of to compare it.
func keyOf(t *sqlast.Table, columns []int, to *sqlast.Table, others []int) (key, error) {
	k := make(key, len(columns))
	for i, c := range columns {
		part, err := partOf(t.Columns[c], to.Columns[others[i]])
		if err != nil {
			return nil, err
		}
		k[i] = part
	}
	return k, nil
}

var errArrayKey = errors.New("a key of an array type cannot be asked for; load it with a query of its own")

func partOf(c, other *sqlast.Column) (p keyPart, err error) {
	value := c.GoType
	if value.Kind() == reflect.Pointer {
		p.pointer, value = true, value.Elem()
	}
	sent := sentAs(other.Type)
	if sent.Kind == sqltype.Array {
		return p, errArrayKey
	}
	p.offset, p.folds = c.Offset, strings.HasPrefix(sent.Name, "citext")
	p.number = rowsend.Integer(value, c.Type)
	p.writer, err = rowsend.For(value, sent)
	return p, err
}

// sentAs is the type that values for a column of type t are sent as. Integers of all widths are compared with each other,
// so that one that the column has no room for is no error: there is nothing that it finds.
func sentAs(t *sqltype.Type) *sqltype.Type {
	if t.Kind == sqltype.Int {
		return sqltype.Bigint
	}
	return t
}

// at is the address of the value in base, nil where it is NULL.
func (p *keyPart) at(base rowscan.Pointer) rowscan.Pointer {
	v := base.Field(p.offset)
	if p.pointer {
		v = v.Load()
	}
	return v
}

// isNumber reports whether the key is one integer.
func (k key) isNumber() bool { return len(k) == 1 && k[0].number != nil }

// number is the key of base, where isNumber.
func (k key) number(base rowscan.Pointer) (n int64, null bool) {
	v := k[0].at(base)
	if v.IsNil() {
		return 0, true
	}
	return k[0].number(v), false
}

// bytes appends what is equal for equal keys; null where a part is NULL.
func (k key) bytes(buf []byte, base rowscan.Pointer) (_ []byte, null bool, err error) {
	for i := range k {
		p := &k[i]
		v := p.at(base)
		if v.IsNil() || p.writer.IsNull(v) {
			return buf, true, nil
		}
		if p.folds {
			buf, err = p.folded(buf, v)
		} else {
			buf, err = p.writer.Canonical(buf, v)
		}
		if err != nil {
			return buf, false, err
		}
	}
	return buf, false, nil
}

func (p *keyPart) folded(buf []byte, v rowscan.Pointer) ([]byte, error) {
	text, err := p.writer.Text(nil, v)
	if err != nil {
		return buf, err
	}
	lower := strings.ToLower(string(text))
	return append(binary.AppendUvarint(buf, uint64(len(lower))), lower...), nil
}
