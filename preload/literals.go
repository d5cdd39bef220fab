package preload

import (
	"sync"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
)

// literals are the keys that a level asks for, as the text of one array for each column of the key.
type literals struct {
	arrays  []rowsend.ArrayLiteral
	n       int // of arrays in use
	scratch []byte
}

var pool = sync.Pool{New: func() any { return &literals{} }}

// keepBytes is how large a buffer may be that is kept for the next use.
const keepBytes = 1 << 20

func takeLiterals(columns int) *literals {
	l := pool.Get().(*literals) //nolint:forcetypeassert // the pool holds nothing else
	for len(l.arrays) < columns {
		l.arrays = append(l.arrays, rowsend.ArrayLiteral{})
	}
	l.n = columns
	for i := range columns {
		l.arrays[i].Begin()
	}
	return l
}

func (l *literals) release() {
	for i := range l.arrays {
		if l.arrays[i].Len() > keepBytes {
			return
		}
	}
	pool.Put(l)
}

// add appends the key of base, which is not NULL.
func (l *literals) add(k key, base rowscan.Pointer) (err error) {
	for i := range k {
		p := &k[i]
		if p.number != nil {
			l.arrays[i].AppendInt(p.number(p.at(base)))
			continue
		}
		if l.scratch, err = p.writer.Text(l.scratch[:0], p.at(base)); err != nil {
			return err
		}
		l.arrays[i].Append(l.scratch)
	}
	return nil
}

// args are the arrays, as arguments of a statement.
func (l *literals) args() []any {
	args := make([]any, l.n)
	for i := range args {
		args[i] = l.arrays[i].End()
	}
	return args
}
