package uow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// What a new object leaves out and says, as far as the database.

type Level string

var LevelEnum = schema.DefineEnum[Level]("level", "low", "high")

type Ticket struct {
	ID     int64
	MadeAt time.Time
	Title  string
	Open   bool
	Level  Level
	Past   []Level
	Votes  int32
	Rank   *int32
	Labels []string
	Extra  map[string]any
	Token  string
	SeenAt time.Time
	Loud   bool
}

type tickets struct {
	schema.Table[Ticket, int64]
	ID     schema.Owned[int64]
	MadeAt schema.Owned[time.Time]
	Title  schema.Col[string]
	Open   schema.Col[bool]
	Level  schema.Col[Level]
	Past   schema.Col[[]Level]
	Votes  schema.Col[int32]
	Rank   schema.NullCol[int32]
	Labels schema.Col[[]string]
	Extra  schema.Col[map[string]any]
	Token  schema.Col[string]
	SeenAt schema.Col[time.Time]
	Loud   schema.Col[bool]
}

var Tickets = schema.Define("tickets", func(d *schema.Def, t *tickets, e *Ticket) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.MadeAt, "made_at", &e.MadeAt).DefaultExpr(query.Now())
	schema.Map(d, &t.Title, "title", &e.Title)
	schema.Map(d, &t.Open, "open", &e.Open).Default(true)
	schema.Map(d, &t.Level, "level", &e.Level).Enum(LevelEnum).Default("low").ZeroIsDefault()
	schema.Map(d, &t.Past, "past", &e.Past).Enum(LevelEnum.Array()).ClientDefault([]Level{})
	schema.Map(d, &t.Votes, "votes", &e.Votes).Default(0)
	schema.MapNull(d, &t.Rank, "rank", &e.Rank).Default(3)
	schema.Map(d, &t.Labels, "labels", &e.Labels).ClientDefault([]string{"inbox"})
	schema.Map(d, &t.Extra, "extra", &e.Extra).ClientDefaultFunc(func() map[string]any { return map[string]any{"n": 1.0} })
	schema.Map(d, &t.Token, "token", &e.Token).ClientDefaultFunc(func() string { return "made here" })
	schema.Map(d, &t.SeenAt, "seen_at", &e.SeenAt).ClientDefaultFunc(time.Now)
	schema.Map(d, &t.Loud, "loud", &e.Loud).Default(true).ZeroIsValue()
	schema.PrimaryKey(&t.Table, t.ID)
})

var (
	NewTicket   = schema.New1(Tickets, Tickets.Title)
	TicketModel = schema.NewModel(Tickets)
)

func ticketPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "tickets", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return TicketModel.CreateAll(ctx, conn)
	})
}

// stored reads the rows as another session sees them.
func presenceStored(t testing.TB, pool *pgxpool.Pool) []*Ticket {
	t.Helper()
	ts, err := query.From(Tickets).OrderBy(Tickets.ID).Rows(t.Context(), pool).All()
	require.NoError(t, err)
	return ts
}

func TestS05_S06_S07_S13_WhatIsLeftOutAndWhatIsGivenTogether(t *testing.T) {
	t.Parallel()
	pool, trace := sqltrace.Record(t, ticketPool(t))
	rank := int32(9)
	plain := &Ticket{Title: "plain", Open: true}
	literal := &Ticket{Title: "literal", Open: true, Level: "high", Past: []Level{"low", "high"}, Votes: 2, Rank: &rank, Loud: true, Labels: []string{}}
	made := NewTicket("made", Tickets.Open.Set(false), Tickets.Rank.SetNull())
	changed := NewTicket("changed")
	changed.Open, changed.Level = false, "high"
	var created *Ticket
	require.NoError(t, uow.Run(t.Context(), pool, TicketModel, func(s *uow.Session) (err error) {
		created, err = uow.Create(s, Tickets, Tickets.Title.Set(""), Tickets.Votes.SetExpr(query.Val(int32(7))), Tickets.Token.Set(""))
		if err != nil {
			return err
		}
		s.Add(plain, literal, made, changed)
		assert.Equal(t, []string{"inbox"}, plain.Labels, "a client default is visible before the flush")
		assert.Equal(t, "made here", plain.Token)
		assert.Equal(t, map[string]any{"n": 1.0}, plain.Extra)
		plain.Labels[0], plain.Extra["n"] = "mine", 2.0
		assert.Equal(t, "inbox", created.Labels[0], "no two objects share a slice")
		assert.InDelta(t, 1, created.Extra["n"], 0, "or a map")
		return nil
	}))
	inserts := 0
	for _, st := range trace.Statements() {
		if strings.Contains(st.SQL, "INSERT INTO") {
			inserts++
			t.Log(st)
		}
	}
	assert.LessOrEqual(t, inserts, 2, "rows share a statement whatever they leave out; one with an expression goes alone")
	objects := map[string]*Ticket{}
	for _, o := range []*Ticket{plain, literal, made, changed, created} {
		objects[o.Title] = o
	}
	for _, row := range presenceStored(t, pool) {
		assert.Equal(t, row, objects[row.Title], "the object equals its row, without a query")
	}
	assert.True(t, plain.Open)
	assert.Equal(t, Level("low"), plain.Level)
	assert.Equal(t, int32(3), *plain.Rank)
	assert.False(t, plain.Loud)
	assert.Equal(t, []string{}, literal.Labels)
	assert.False(t, made.Open, "false is written into a column that defaults to true")
	assert.Nil(t, made.Rank)
	assert.True(t, made.Loud)
	assert.False(t, changed.Open)
	assert.Equal(t, int32(7), created.Votes)
	assert.Empty(t, created.Token)
	assert.True(t, created.Open)
}

func TestS13_WhatIsLeftOutOrMeantInTwoWaysIsNamedBeforeTheDatabaseIsAsked(t *testing.T) {
	t.Parallel()
	pool, trace := sqltrace.Record(t, ticketPool(t))
	s := uow.New(pool, TicketModel)
	s.Add(&Ticket{})
	err := s.Flush(t.Context())
	require.ErrorIs(t, err, schema.ErrLeftOut)
	require.ErrorIs(t, err, schema.ErrAmbiguous)
	require.ErrorContains(t, err, "tickets.title was left out")
	require.ErrorContains(t, err, "tickets.open is zero in the new object, and its default is true")
	for _, st := range trace.Statements() {
		assert.NotContains(t, st.SQL, "INSERT")
	}
	require.NoError(t, s.Close(t.Context()))

	s = uow.New(pool, TicketModel)
	s.Add(NewTicket("a", Companies.Name.Set("Acme"), Tickets.Title.Set("b")))
	err = s.Flush(t.Context())
	require.ErrorIs(t, err, schema.ErrAssignment)
	require.ErrorContains(t, err, "companies.name is no column of tickets")
	require.ErrorContains(t, err, "tickets.title is set twice")
	require.NoError(t, s.Close(t.Context()))

	s = uow.New(pool, TicketModel)
	_, err = uow.Create(s, Tickets, Companies.Name.Set("Acme"))
	require.ErrorContains(t, err, "companies.name is no column of tickets")
	s.Add(&Ticket{Title: "x", Open: true, MadeAt: time.Now()})
	require.ErrorIs(t, s.Flush(t.Context()), schema.ErrOwned)
	require.NoError(t, s.Close(t.Context()))
	assert.Empty(t, presenceStored(t, pool))
}

func TestS11_AClientTimeEqualsWhatIsReadBack(t *testing.T) {
	t.Parallel()
	pool := ticketPool(t)
	given := NewTicket("given", Tickets.SeenAt.Set(time.Date(2024, 7, 1, 12, 0, 0, 123456789, time.FixedZone("x", 7200))))
	made := NewTicket("made")
	literal := &Ticket{Title: "literal", Open: true}
	require.NoError(t, uow.Run(t.Context(), pool, TicketModel, func(s *uow.Session) error {
		s.Add(given, made, literal)
		return nil
	}))
	for i, row := range presenceStored(t, pool) {
		assert.Equal(t, row.SeenAt, []*Ticket{given, made, literal}[i].SeenAt)
	}
	assert.Equal(t, time.Date(2024, 7, 1, 10, 0, 0, 123456000, time.UTC), given.SeenAt)
}

func TestS13_AnObjectThatWasRolledBackIsAsItWas(t *testing.T) {
	t.Parallel()
	pool := ticketPool(t)
	made := NewTicket("made", Tickets.Open.Set(false))
	s := uow.New(pool, TicketModel)
	s.Add(made)
	require.NoError(t, s.Flush(t.Context()))
	assert.NotZero(t, made.ID)
	require.NoError(t, s.Rollback(t.Context()))
	assert.Zero(t, made.ID)
	assert.False(t, made.Open)
	require.NoError(t, s.Close(t.Context()))
}
