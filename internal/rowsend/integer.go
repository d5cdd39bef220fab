package rowsend

import (
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Integer returns what reads values of type t of a column of type sql, or nil where they are no integers that an int64
// always holds. Equal integers are equal values of the column.
func Integer(t reflect.Type, sql *sqltype.Type) func(rowscan.Pointer) int64 {
	if sql == nil || sql.Kind != sqltype.Int || sqltype.SelfConverting(t) {
		return nil
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intReader(t)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		read := uintReader(t)
		return func(p rowscan.Pointer) int64 { return int64(read(p)) }
	default:
		return nil
	}
}
