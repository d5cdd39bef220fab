package rowscan

import (
	"reflect"
	"sync"
	"unsafe"

	"github.com/jackc/pgx/v5/pgtype"
)

// Memory is what the rows of one run are decoded into. It serves one goroutine. The values that were decoded live on
// without it; a text that is kept keeps the text of its row, or the page that it lies in where the memory is in pages.
type Memory struct {
	// TypeMap belongs to the connection and decodes what rowscan has no decoder for. Where it is nil, a map of our own
	// with PostgreSQL's built-in types stands in.
	TypeMap *pgtype.Map

	text  []byte // of the row at hand; what lies below its length is never written again
	rows  int
	page  int    // bytes of the next page of text; 0 where rows have texts of their own
	slabs []Slab // by slab number, for values behind pointers; the zero slab was not used yet
	own   *pgtype.Map
}

// NewMemory returns the memory for a run that is expected to give so many rows; 0 says that nobody knows.
func NewMemory(rows int) *Memory { return &Memory{rows: rows} }

// Reset makes m the memory for another run, as [NewMemory] would. It keeps no part of the memory that was handed out.
func (m *Memory) Reset(types *pgtype.Map, rows int) {
	clear(m.slabs)
	m.TypeMap, m.text, m.rows, m.page = types, nil, rows, 0
}

// The pages of text: the first is small, each one after it twice as large.
const (
	firstPage   = 1 << 10
	largestPage = 32 << 10
)

// Paged makes the texts of rows to come lie in pages of up to 32 KB, those of many rows in each. Reset ends it.
func (m *Memory) Paged() { m.page = firstPage }

// Row begins a row whose texts have textBytes bytes together: they will lie in one allocation, or in a page.
func (m *Memory) Row(textBytes int) {
	if m.page > 0 && cap(m.text)-len(m.text) >= textBytes {
		return
	}
	m.text = nil
	if m.page > 0 && textBytes <= m.page {
		m.text = make([]byte, 0, m.page)
		m.page = min(2*m.page, largestPage)
		return
	}
	if textBytes > 0 {
		m.text = make([]byte, 0, textBytes)
	}
}

// str returns a copy of src, from the row's text where there is room.
func (m *Memory) str(src []byte) string {
	if len(src) == 0 {
		return ""
	}
	at := len(m.text)
	if cap(m.text)-at < len(src) {
		return string(src)
	}
	m.text = append(m.text, src...)
	return unsafe.String(&m.text[at], len(src)) // no later append reaches these bytes
}

// next returns a zero value of the type that has the given slab number.
func (m *Memory) next(number int, t reflect.Type) Pointer {
	if number >= len(m.slabs) {
		m.slabs = append(m.slabs, make([]Slab, number+1-len(m.slabs))...)
	}
	s := &m.slabs[number]
	if s.t == nil {
		expected := m.rows
		if expected == 0 {
			expected = unknownRows
		}
		s.Reset(t, expected)
	}
	return s.Next()
}

// types returns the map that decodes oid. Types that hold instants always take our own, which gives them in UTC.
func (m *Memory) types(oid uint32) *pgtype.Map {
	if m.TypeMap != nil && !holdsInstants(oid) {
		return m.TypeMap
	}
	if m.own == nil {
		m.own = newMap()
	}
	return m.own
}

// slabNumbers numbers the types that stand behind pointers, for the whole program.
var slabNumbers struct {
	sync.Mutex
	of map[reflect.Type]int
}

func slabNumber(t reflect.Type) int {
	slabNumbers.Lock()
	defer slabNumbers.Unlock()
	n, ok := slabNumbers.of[t]
	if !ok {
		if slabNumbers.of == nil {
			slabNumbers.of = map[reflect.Type]int{}
		}
		n = len(slabNumbers.of)
		slabNumbers.of[t] = n
	}
	return n
}

// String returns the bytes of b as a string that lies where they do.
// Invariant: nobody writes to b's bytes any more.
func String(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
