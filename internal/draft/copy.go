package draft

import (
	"errors"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
)

var (
	errHidden = errors.New("hides a pointer, slice or map in an unexported field")
	errDeep   = errors.New("is nested too deeply, or holds itself")
)

const maxDepth = 100

// copyable reports why v cannot be copied so that the copy shares nothing with it, or nil.
func copyable(v reflect.Value, depth int) error {
	switch {
	case !v.IsValid() || rowscan.SharesNothing(v.Type()):
		return nil
	case depth > maxDepth:
		return errDeep
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return copyable(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := copyable(v.Index(i), depth+1); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, e := range v.Seq2() {
			if err := copyable(e, depth+1); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return copyableFields(v, depth)
	}
	return nil
}

func copyableFields(v reflect.Value, depth int) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() && !rowscan.SharesNothing(f.Type) {
			return errHidden
		}
		if err := copyable(v.Field(i), depth+1); err != nil {
			return err
		}
	}
	return nil
}
