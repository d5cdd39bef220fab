package bulk

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// room makes the connection's buffer large enough for the messages that follow, and sends nothing. Without it the buffer
// grows from 1 KB for each message, and is copied as often; a flush of 10,000 rows allocated four times its size.
type room int

var _ pgproto3.FrontendMessage = room(0)

// Encode adds capacity to dst, and no byte.
func (r room) Encode(dst []byte) ([]byte, error) { return slices.Grow(dst, int(r)), nil }

// Decode is for servers.
func (room) Decode([]byte) error { return nil }

// Frontend marks what a client sends.
func (room) Frontend() {}

// What the messages of a statement have beside its text and parameters, with a margin.
const (
	perStatement = 128 // names, headers, Describe, Execute
	perParameter = 8   // length and format
)

// roomFor is how many bytes the statements take.
func roomFor(statements []statement, args []arguments) room {
	size := perStatement
	for i := range statements {
		st := &statements[i]
		size += perStatement + len(st.sql) + perParameter*len(args[i].values) + 2*len(st.results)
		for _, v := range args[i].values {
			size += len(v)
		}
	}
	return room(size)
}

// start begins a pipeline and makes room for what it will send. Where the connection cannot begin one, nobody would give
// the room back.
func start(ctx context.Context, conn *pgconn.PgConn, r room) *pgconn.Pipeline {
	mine := !conn.IsBusy()
	p := conn.StartPipeline(ctx)
	if mine && conn.IsBusy() {
		conn.Frontend().Send(r)
	}
	return p
}
