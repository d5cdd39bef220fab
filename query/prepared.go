package query

import (
	"container/list"
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// preparations are the statements that were prepared on one connection for [quick]. They lie in the connection's custom
// data and are used by whoever has the connection. pgx itself keeps their descriptions, under the names that they have
// here, so that [pgx.Conn.DeallocateAll] forgets them too.
type preparations struct {
	capacity int
	known    map[string]*list.Element // by text, of *preparation
	recent   list.List                // newest first
	names    int
	met      map[string]bool // that [Prepare] was asked for once
}

type preparation struct {
	sql, name string
	failed    bool // its last run did: the server may have to prepare it anew
}

// preparationsKey is where a connection has its preparations.
const preparationsKey = "github.com/rowan-go/rowan/query"

// preparationsOf returns those of conn, nil where statements are not prepared on it, or where somebody traces what pgx
// is told to do.
func preparationsOf(conn *pgx.Conn) *preparations {
	data := conn.PgConn().CustomData()
	if known, ok := data[preparationsKey]; ok {
		p, _ := known.(*preparations)
		return p
	}
	var p *preparations
	c := conn.Config() // a copy, which is too much for each run
	if c.Tracer == nil && c.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement && c.StatementCacheCapacity > 0 {
		p = &preparations{capacity: c.StatementCacheCapacity, known: map[string]*list.Element{}}
	}
	data[preparationsKey] = p
	return p
}

// Prepared is a statement that is prepared on a connection, for rowan's other packages.
type Prepared struct {
	Description *pgconn.StatementDescription
	from        *preparation
}

// Failed says that a run of p failed, so that it is prepared anew: its table may have changed.
func (p *Prepared) Failed() { p.from.failed = true }

// Prepare returns the statement as it is prepared on conn, which must be idle. It is nil where statements are not prepared
// on it, and where conn meets the statement for the first time: preparing takes a round trip, which pays from the second on.
func Prepare(ctx context.Context, conn *pgx.Conn, sql string) (*Prepared, error) {
	p := preparationsOf(conn)
	if p == nil {
		return nil, nil //nolint:nilnil // it is sent as it is
	}
	if p.known[sql] == nil && !p.met[sql] {
		if p.met == nil || len(p.met) > p.capacity {
			p.met = map[string]bool{}
		}
		p.met[sql] = true
		return nil, nil //nolint:nilnil // as above
	}
	s, sd, err := p.take(ctx, conn, sql)
	if err != nil {
		return nil, err
	}
	delete(p.met, sql)
	return &Prepared{sd, s}, nil
}

// take prepares a statement where it is not prepared. Where there are too many, the one that was not used for longest
// goes, as in pgx's own cache.
func (p *preparations) take(ctx context.Context, conn *pgx.Conn, sql string) (*preparation, *pgconn.StatementDescription, error) {
	var s *preparation
	if e := p.known[sql]; e != nil {
		p.recent.MoveToFront(e)
		s = e.Value.(*preparation) //nolint:forcetypeassert // the list holds nothing else
	} else {
		s = p.add(sql)
	}
	if err := p.tidy(ctx, conn, s); err != nil {
		return nil, nil, err
	}
	sd, err := conn.Prepare(ctx, s.name, sql) // nothing is sent where it is prepared
	if err != nil {
		p.drop(s)
		return nil, nil, err
	}
	return s, sd, nil
}

func (p *preparations) add(sql string) *preparation {
	p.names++
	s := &preparation{sql: sql, name: "rowan_" + strconv.Itoa(p.names)}
	p.known[sql] = p.recent.PushFront(s)
	return s
}

func (p *preparations) drop(s *preparation) {
	if e := p.known[s.sql]; e != nil {
		p.recent.Remove(e)
		delete(p.known, s.sql)
	}
}

// tidy deallocates s where it failed, and what is too much. A transaction that failed takes no such message.
func (p *preparations) tidy(ctx context.Context, conn *pgx.Conn, s *preparation) error {
	if !s.failed && p.recent.Len() <= p.capacity {
		return nil
	}
	if conn.PgConn().TxStatus() == 'E' {
		return nil
	}
	if s.failed {
		if err := conn.Deallocate(ctx, s.name); err != nil {
			return err
		}
		s.failed = false
	}
	for p.recent.Len() > p.capacity {
		old := p.recent.Back().Value.(*preparation) //nolint:forcetypeassert // the list holds nothing else
		if err := conn.Deallocate(ctx, old.name); err != nil {
			return err
		}
		p.drop(old)
	}
	return nil
}
