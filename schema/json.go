package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"sync"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// Related objects are written from the inside out: encoding/json hands no state from one MarshalJSON to the next, so a
// copy of the entity gets the finished JSON into its holders before it is written itself. So the way by which an object
// was reached is known, and a circle ends.

var null = []byte("null")

// encoder is a holder whose related objects can be replaced by their JSON.
type encoder interface {
	encode(way []rowscan.Pointer) error
}

func isUnknown(s holder.State) bool { return s != holder.Loaded && s != holder.Encoded }

func oneJSON(h holder.One, p reflect.Type) ([]byte, error) {
	if h.State != holder.Encoded {
		if err := encodeOne(&h, p, nil); err != nil {
			return nil, err
		}
	}
	if h.State != holder.Encoded {
		return null, nil
	}
	return *rowscan.As[[]byte](h.Target), nil
}

func encodeOne(h *holder.One, p reflect.Type, way []rowscan.Pointer) error {
	if h.State != holder.Loaded {
		return nil
	}
	text, err := entityJSON(h.Target, p.Elem(), way)
	*h = holder.One{Head: holder.Head{State: holder.Encoded}, Target: rowscan.Of(&text)}
	return err
}

func manyJSON(h holder.Many, p reflect.Type) ([]byte, error) {
	if h.State != holder.Encoded {
		if err := encodeMany(&h, p, nil); err != nil {
			return nil, err
		}
	}
	if h.State != holder.Encoded {
		return null, nil
	}
	return *rowscan.As[[]byte](h.Items[0]), nil
}

func encodeMany(h *holder.Many, p reflect.Type, way []rowscan.Pointer) error {
	if h.State == holder.NotLoaded {
		return nil
	}
	text, err := listJSON(h.Items, p.Elem(), way)
	*h = holder.Many{Head: holder.Head{State: holder.Encoded}, Items: []rowscan.Pointer{rowscan.Of(&text)}}
	return err
}

// listJSON is the objects as an array; of a collection in which nothing ever was, null.
func listJSON(items []rowscan.Pointer, t reflect.Type, way []rowscan.Pointer) ([]byte, error) {
	if items == nil {
		return null, nil
	}
	var b bytes.Buffer
	b.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		text, err := entityJSON(item, t, way)
		if err != nil {
			return nil, err
		}
		b.Write(text)
	}
	b.WriteByte(']')
	return b.Bytes(), nil
}

// entityJSON is the entity of type t at p, which was reached by way of others.
func entityJSON(p rowscan.Pointer, t reflect.Type, way []rowscan.Pointer) ([]byte, error) {
	if p.IsNil() || slices.Contains(way, p) {
		return null, nil
	}
	holders := holdersOf(t)
	if len(holders) == 0 {
		return json.Marshal(p.Any(t))
	}
	way = append(slices.Clip(way), p)
	copied := rowscan.New(t)
	rowscan.Copy(t, copied, p)
	for _, f := range holders {
		if err := copied.Field(f.offset).Any(f.t).(encoder).encode(way); err != nil { //nolint:forcetypeassert // see holdersOf
			return nil, err
		}
	}
	return json.Marshal(copied.Any(t))
}

// holderField is a holder in an entity.
type holderField struct {
	offset uintptr
	t      reflect.Type
}

var holderFields sync.Map // reflect.Type to []holderField

// holdersOf are the holders of entities of type t. An entity that writes its own JSON decides about them by itself.
func holdersOf(t reflect.Type) []holderField {
	if known, ok := holderFields.Load(t); ok {
		return known.([]holderField) //nolint:forcetypeassert // the map holds nothing else
	}
	var fields []holderField
	if !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Marshaler]()) {
		fields = findHolders(t, 0)
	}
	holderFields.Store(t, fields)
	return fields
}

func findHolders(t reflect.Type, at uintptr) (fields []holderField) {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for f := range t.Fields() {
		switch {
		case reflect.PointerTo(f.Type).Implements(reflect.TypeFor[encoder]()):
			fields = append(fields, holderField{at + f.Offset, f.Type})
		case f.Anonymous:
			fields = append(fields, findHolders(f.Type, at+f.Offset)...)
		}
	}
	return fields
}
