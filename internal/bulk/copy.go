package bulk

import (
	"errors"
	"io"
	"sync"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// Copy is rows as the stream of a COPY: an io.Reader that writes them up while the connection reads, a block at a time, so that
// a stream of any length takes the memory of one block. It serves one COPY.
//
// pgconn reads in a goroutine of its own, which may outlive the call that began it where the connection breaks. So a panic of
// the program's own code (a Value method) is kept for the caller, and nothing of the rows is looked at once End has returned.
type Copy struct {
	mu      sync.Mutex
	rows    []rowscan.Pointer
	columns []CopyColumn
	binary  bool
	next    int     // row
	whole   bool    // all is written
	buf     *[]byte // nil once the stream has ended
	sent    int     // of buf
	failed  *CopyFailure
	panics  any
}

// CopyFailure says which value could not be written.
type CopyFailure struct {
	Row, Column int // from 0
	Err         error
}

// copyBlock is from how many bytes on a block is full. pgconn takes 64 KiB at a time.
const copyBlock = 60 << 10

var copyBuffers = sync.Pool{New: func() any { return new([]byte) }}

// errStopped is what the server is told, and writes into its log, where a value cannot be sent.
var errStopped = errors.New("the program has a value that cannot be sent")

// NewCopy begins a stream of rows: in binary where all columns have such a form, else as text. It must be ended.
func NewCopy(rows []rowscan.Pointer, columns []CopyColumn) *Copy {
	c := &Copy{rows: rows, columns: columns, binary: true}
	c.buf = copyBuffers.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
	*c.buf = (*c.buf)[:0]
	for i := range columns {
		c.binary = c.binary && columns[i].binary != nil
	}
	if c.binary {
		*c.buf = append(*c.buf, copyHeader...)
	}
	return c
}

// Binary reports whether the stream is in binary.
func (c *Copy) Binary() bool { return c.binary }

// Prepare writes the first block, in the caller's goroutine. Where a value of it cannot be written, nothing needs to be sent.
func (c *Copy) Prepare() *CopyFailure {
	c.fill()
	return c.failed
}

// Read gives the connection the next bytes.
func (c *Copy) Read(p []byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.buf == nil {
		return 0, errStopped
	}
	defer func() {
		if r := recover(); r != nil {
			c.panics, c.whole = r, true
			n, err = 0, errStopped
		}
	}()
	if c.sent == len(*c.buf) && !c.whole {
		*c.buf, c.sent = (*c.buf)[:0], 0
		c.fill()
	}
	if n = copy(p, (*c.buf)[c.sent:]); n > 0 {
		c.sent += n
		return n, nil
	}
	if c.failed != nil {
		return 0, errStopped
	}
	return 0, io.EOF
}

// End ends the stream and tells what could not be written, if anything. A panic that [Copy.Read] met goes on here.
func (c *Copy) End() *CopyFailure {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.buf != nil && cap(*c.buf) <= keepBuffer {
		copyBuffers.Put(c.buf)
	}
	c.buf, c.rows = nil, nil
	if r := c.panics; r != nil {
		c.panics = nil
		panic(r)
	}
	return c.failed
}

// fill writes rows until a block is full.
func (c *Copy) fill() {
	buf := *c.buf
	for c.next < len(c.rows) && len(buf) < copyBlock {
		at := len(buf)
		after, column, err := c.row(buf, c.rows[c.next])
		if err != nil {
			*c.buf, c.whole = buf[:at], true
			c.failed = &CopyFailure{c.next, column, err}
			return
		}
		buf = after
		c.next++
	}
	if c.next == len(c.rows) {
		c.whole = true
		if c.binary {
			buf = append(buf, copyTrailer...)
		}
	}
	*c.buf = buf
}

func (c *Copy) row(buf []byte, row rowscan.Pointer) (after []byte, column int, err error) {
	if c.binary {
		return c.binaryRow(buf, row)
	}
	return c.textRow(buf, row)
}
