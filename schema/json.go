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
	text, err := listJSON(h.Settle().Items, p.Elem(), way)
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
		if err := f.encode(copied, way); err != nil {
			return nil, err
		}
	}
	return json.Marshal(copied.Any(t))
}

// holderField is a holder in an entity.
type holderField struct {
	offset  uintptr
	many    bool
	related reflect.Type // the pointer type of its objects
}

// encode replaces the related objects of the entity's holder by their JSON.
func (f holderField) encode(entity rowscan.Pointer, way []rowscan.Pointer) error {
	at := entity.Field(f.offset)
	if f.many {
		return encodeMany(rowscan.As[holder.Many](at), f.related, way)
	}
	return encodeOne(rowscan.As[holder.One](at), f.related, way)
}

// holderAt is the holder that a field of type t is. Holders are known by what they end with, which no other package can
// name: a method that tells it would be compiled once more for each entity.
func holderAt(t reflect.Type, at uintptr) (holderField, bool) {
	if t.Kind() != reflect.Struct || t.NumField() < 2 {
		return holderField{}, false
	}
	core, before := t.Field(t.NumField()-1), t.Field(t.NumField()-2)
	f := holderField{offset: at + core.Offset}
	switch core.Type {
	case reflect.TypeFor[holder.One]():
	case reflect.TypeFor[holder.Many]():
		f.many = true
	default:
		return holderField{}, false
	}
	f.related = before.Type.Elem()
	return f, true
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
		if h, ok := holderAt(f.Type, at+f.Offset); ok {
			fields = append(fields, h)
		} else if f.Anonymous {
			fields = append(fields, findHolders(f.Type, at+f.Offset)...)
		}
	}
	return fields
}
