package bulk

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/sqltype"
)

// ManyRows is from where on rows are sent in a message. Measured with much noise, 32 rows were faster in a batch of pgx, and
// 128 were not.
const ManyRows = 128

// BlockRows is how many rows are taken up at once: their entities stay in the processor's cache while column after column is
// written.
const BlockRows = 32

// Format is the format to ask for where a column of type t comes back: binary where the type surely has such a form on the
// server. The text of times and intervals depends on settings of the connection.
func Format(t *sqltype.Type) int16 {
	switch t.Kind {
	case sqltype.Bool, sqltype.Int, sqltype.Float, sqltype.Time, sqltype.Civil, sqltype.UUID, sqltype.Span, sqltype.Bytes:
		return pgtype.BinaryFormatCode
	case sqltype.Array:
		return Format(t.Elem)
	default:
		return pgtype.TextFormatCode
	}
}

// Fits reports whether messages may be sent on conn: they go below pgx, so a tracer would not see them, and a mode of
// execution that never asks the server for types was chosen for a reason.
func Fits(conn *pgx.Conn) bool {
	config := conn.Config()
	if config.Tracer != nil {
		return false
	}
	switch config.DefaultQueryExecMode {
	case pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec:
		return true
	default:
		return false
	}
}

// Send sends the statements in one round trip. m may be released when Send has returned; conn is busy until the answers are closed. Where parameters are too large
// for the server, nothing is sent, and a [TooLargeError] is the error of all answers.
func (m *Message) Send(ctx context.Context, conn *pgx.Conn) *Answers {
	args, err := m.complete()
	if err != nil {
		return &Answers{err: err}
	}
	p := start(ctx, conn.PgConn(), roomFor(m.statements, args))
	for i, st := range m.statements {
		if st.prepared != nil {
			p.SendQueryStatement(st.prepared, args[i].values, args[i].formats, st.results)
			continue
		}
		p.SendQueryParams(st.sql, args[i].values, nil, args[i].formats, st.results)
	}
	return &Answers{pipeline: p, types: conn.TypeMap(), err: p.Sync()}
}

// maxParameters is how many bytes the parameters of one statement may have: PostgreSQL takes 1 GB in a message, names and
// lengths among them. pgx would close the connection over a larger one.
const maxParameters = 1<<30 - 1<<20

// arguments are those of a statement, as they go over the wire.
type arguments struct {
	values  [][]byte
	formats []int16
}

// WasSent reports whether the message with the answer err was sent: it was not where it is a [TooLargeError].
func WasSent(err error) bool {
	_, tooLarge := errors.AsType[*TooLargeError](err)
	return !tooLarge
}

// TooLargeError says that a statement of a message was not sent, and so none of it.
type TooLargeError struct {
	Statement   int // of the message, from 0
	Size, Limit int // of its parameters, in bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("a statement has %d bytes of parameters, and %d is the most that PostgreSQL takes at once; write fewer rows at once", e.Size, e.Limit)
}

// complete returns the arguments of each statement. It refuses a statement where they are larger than the limit.
func (m *Message) complete() ([]arguments, error) {
	all := make([]arguments, len(m.statements))
	for i := range all {
		size := 0
		all[i].values, all[i].formats = m.arguments(i)
		for _, v := range all[i].values {
			size += len(v)
		}
		if size > m.limit {
			return nil, &TooLargeError{i, size, m.limit}
		}
	}
	return all, nil
}

// Answers are the results of a message's statements, in order.
type Answers struct {
	pipeline *pgconn.Pipeline
	types    *pgtype.Map
	err      error
}

// Exec reads the result of the next statement, which returns no rows that anybody wants.
func (a *Answers) Exec() (pgconn.CommandTag, error) {
	r, err := a.next()
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	return r.Close()
}

// Query returns the rows of the next statement. They must be closed.
func (a *Answers) Query() (pgx.Rows, error) {
	r, err := a.next()
	if err != nil {
		return nil, err
	}
	return pgx.RowsFromResultReader(a.types, r), nil
}

func (a *Answers) next() (*pgconn.ResultReader, error) {
	if a.err != nil {
		return nil, a.err
	}
	results, err := a.pipeline.GetResults()
	if err != nil {
		return nil, err
	}
	r, ok := results.(*pgconn.ResultReader)
	if !ok {
		return nil, fmt.Errorf("bulk: a statement was answered with %T", results)
	}
	return r, nil
}

// Close reads what is left of the answers, so that the connection can be used again. It returns the first error in that.
func (a *Answers) Close() error {
	if a.pipeline == nil {
		return a.err // nothing was sent
	}
	if err := a.pipeline.Close(); a.err == nil {
		return err
	}
	return a.err
}
