// Package prepared keeps the statements that rowan prepares on a connection.
package prepared

import (
	"container/list"
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// Statements are the statements that were prepared on one connection. They lie in the connection's custom data and are used
// by whoever has the connection. pgx itself keeps their descriptions, under the names that they have here, so that
// [pgx.Conn.DeallocateAll] forgets them too.
type Statements struct {
	conn     *pgx.Conn
	capacity int
	known    map[string]*list.Element // by text, of *Statement
	recent   list.List                // newest first
	names    int
	met      map[string]bool // that TakeAgain was asked for once
}

// Statement is one of them.
type Statement struct {
	sql, name string
	failed    bool

	takes   *pgconn.StatementDescription // what formats and params are of
	params  pgconn.StatementDescription  // the parameters alone
	formats []int16
}

// Formats are the description of the statement's parameters alone, and the formats in which pgx asks for its columns. Both are
// made when sd is new: choosing the formats takes a look into a map for each column.
func (s *Statement) Formats(m *pgtype.Map, sd *pgconn.StatementDescription) (params *pgconn.StatementDescription, results []int16) {
	if s.takes != sd {
		s.takes, s.params, s.formats = sd, pgconn.StatementDescription{ParamOIDs: sd.ParamOIDs}, make([]int16, len(sd.Fields))
		for i := range sd.Fields {
			s.formats[i] = m.FormatCodeForOID(sd.Fields[i].DataTypeOID)
		}
	}
	return &s.params, s.formats
}

// Failed says that a run of the statement failed: the server may have to prepare it anew.
func (s *Statement) Failed() { s.failed = true }

// key is where a connection has its statements.
const key = "github.com/rowan-go/rowan/query"

// On returns those of conn, nil where statements are not prepared on it, or where somebody traces what pgx is told to do.
func On(conn *pgx.Conn) *Statements {
	data := conn.PgConn().CustomData()
	if known, ok := data[key]; ok {
		p, _ := known.(*Statements)
		return p
	}
	var p *Statements
	c := conn.Config() // a copy, which is too much for each run
	if c.Tracer == nil && c.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement && c.StatementCacheCapacity > 0 {
		p = &Statements{conn: conn, capacity: c.StatementCacheCapacity, known: map[string]*list.Element{}}
	}
	data[key] = p
	return p
}

// TakeAgain is Take, but for a statement that is met for the first time, which it does not prepare: preparing takes a round trip,
// which pays from the second run on. It returns nil then, and where p is nil. The connection must be idle.
func (p *Statements) TakeAgain(ctx context.Context, sql string) (*Statement, *pgconn.StatementDescription, error) {
	if p == nil {
		return nil, nil, nil
	}
	if p.known[sql] == nil && !p.met[sql] {
		if p.met == nil || len(p.met) > p.capacity {
			p.met = map[string]bool{}
		}
		p.met[sql] = true
		return nil, nil, nil
	}
	delete(p.met, sql)
	return p.Take(ctx, sql)
}

// Take prepares a statement where it is not prepared. Where there are too many, the one that was not used for longest goes, as in
// pgx's own cache.
func (p *Statements) Take(ctx context.Context, sql string) (*Statement, *pgconn.StatementDescription, error) {
	var s *Statement
	if e := p.known[sql]; e != nil {
		p.recent.MoveToFront(e)
		s = e.Value.(*Statement) //nolint:forcetypeassert // the list holds nothing else
	} else {
		s = p.add(sql)
	}
	if err := p.tidy(ctx, s); err != nil {
		return nil, nil, err
	}
	sd, err := p.conn.Prepare(ctx, s.name, sql) // nothing is sent where it is prepared
	if err != nil {
		p.drop(s)
		return nil, nil, err
	}
	return s, sd, nil
}

func (p *Statements) add(sql string) *Statement {
	p.names++
	s := &Statement{sql: sql, name: "rowan_" + strconv.Itoa(p.names)}
	p.known[sql] = p.recent.PushFront(s)
	return s
}

func (p *Statements) drop(s *Statement) {
	if e := p.known[s.sql]; e != nil {
		p.recent.Remove(e)
		delete(p.known, s.sql)
	}
}

// tidy deallocates s where it failed, and what is too much. A transaction that failed takes no such message.
func (p *Statements) tidy(ctx context.Context, s *Statement) error {
	if !s.failed && p.recent.Len() <= p.capacity {
		return nil
	}
	if p.conn.PgConn().TxStatus() == 'E' {
		return nil
	}
	if s.failed {
		if err := p.conn.Deallocate(ctx, s.name); err != nil {
			return err
		}
		s.failed = false
	}
	for p.recent.Len() > p.capacity {
		old := p.recent.Back().Value.(*Statement) //nolint:forcetypeassert // the list holds nothing else
		if err := p.conn.Deallocate(ctx, old.name); err != nil {
			return err
		}
		p.drop(old)
	}
	return nil
}
