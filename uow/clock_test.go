package uow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// A letter has the times of the program that writes it.

type Letter struct {
	ID        int64
	Text      string
	CreatedAt time.Time
	UpdatedAt time.Time
	SentAt    *time.Time // by the clock too, to have one that may be NULL
}

type letters struct {
	schema.Table[Letter, int64]
	ID        schema.Owned[int64]
	Text      schema.Col[string]
	CreatedAt schema.Col[time.Time]
	UpdatedAt schema.Col[time.Time]
	SentAt    schema.NullCol[time.Time]
}

var (
	Letters = schema.Define("letters", func(d *schema.Def, t *letters, e *Letter) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Text, "text", &e.Text)
		schema.Map(d, &t.CreatedAt, "created_at", &e.CreatedAt).ClientDefaultFrom(schema.SessionClock())
		schema.Map(d, &t.UpdatedAt, "updated_at", &e.UpdatedAt).ClientDefaultFrom(schema.SessionClock()).OnUpdateFrom(schema.SessionClock())
		schema.MapNull(d, &t.SentAt, "sent_at", &e.SentAt).ClientDefaultFrom(schema.SessionClock())
		schema.PrimaryKey(&t.Table, t.ID)
	})
	LetterModel = schema.NewModel(Letters)
	NewLetter   = schema.New1(Letters, Letters.Text)
)

func letterPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "letters", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return LetterModel.CreateAll(ctx, conn)
	})
}

// ticking is a clock that goes on by a second each time that it is asked.
type ticking struct {
	asked int
}

var started = time.Date(2031, 2, 3, 6, 5, 6, 123456789, time.FixedZone("x", 7200))

func (c *ticking) now() time.Time {
	c.asked++
	return started.Add(time.Duration(c.asked-1) * time.Second)
}

// at is what the clock said when it was asked for the nth time, as the database keeps it.
func at(n int) time.Time {
	return time.Date(2031, 2, 3, 4, 5, 6, 123456000, time.UTC).Add(time.Duration(n-1) * time.Second)
}

// storedLetters are the letters as another session reads them.
func storedLetters(t *testing.T, pool *pgxpool.Pool) []*Letter {
	t.Helper()
	all, err := query.From(Letters).OrderBy(Letters.ID).Rows(t.Context(), pool).All()
	require.NoError(t, err)
	return all
}

func TestS11_AFlushHasOneInstantOfTheSessionsClock(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, many := range []int{1, 2, 200} { // one row, a statement of several, a message
		t.Run(fmt.Sprint(many), func(t *testing.T) {
			t.Parallel()
			pool := letterPool(t)
			var c ticking
			s := open(t, pool, LetterModel, uow.Options{Clock: c.now})
			all := make([]*Letter, many)
			for i := range all {
				if all[i] = (&Letter{Text: "built"}); i%2 > 0 {
					all[i] = NewLetter("constructed")
				}
				s.Add(all[i])
			}
			_, err := s.Plan()
			require.NoError(t, err)
			assert.Zero(t, c.asked, "nothing was written yet")
			require.NoError(t, s.Commit(ctx))
			assert.Equal(t, 1, c.asked)
			for _, l := range all {
				assert.Equal(t, []any{at(1), at(1), new(at(1))}, []any{l.CreatedAt, l.UpdatedAt, l.SentAt})
				l.Text += ", changed"
			}
			require.NoError(t, s.Commit(ctx))
			assert.Equal(t, 2, c.asked)
			for _, l := range all {
				assert.Equal(t, []any{at(1), at(2), new(at(1))}, []any{l.CreatedAt, l.UpdatedAt, l.SentAt})
			}
			assert.Equal(t, all, storedLetters(t, pool))
			require.NoError(t, s.Commit(ctx))
			assert.Equal(t, 2, c.asked, "nothing changed")
		})
	}
}

func TestS11_WhatTheProgramGivesIsNoMatterOfTheClock(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := letterPool(t)
	var c ticking
	s := open(t, pool, LetterModel, uow.Options{Clock: c.now})
	own := time.Date(1999, 1, 2, 3, 4, 5, 0, time.UTC)
	built := &Letter{Text: "built", CreatedAt: own, UpdatedAt: own, SentAt: &own}
	made := NewLetter("made", Letters.CreatedAt.Set(own), Letters.UpdatedAt.Set(own), Letters.SentAt.SetNull())
	s.Add(built, made)
	require.NoError(t, s.Flush(ctx))
	assert.Zero(t, c.asked)
	assert.Nil(t, made.SentAt, "NULL was given")
	built.UpdatedAt, made.Text = own.Add(time.Hour), "changed"
	built.Text = "changed"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, own.Add(time.Hour), built.UpdatedAt)
	assert.Equal(t, at(1), made.UpdatedAt)
	byDefault, err := uow.Create(s, Letters, Letters.Text.Set("default"), Letters.SentAt.SetDefault())
	require.NoError(t, err)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, new(at(2)), byDefault.SentAt)
	assert.Equal(t, []*Letter{built, made, byDefault}, storedLetters(t, pool))
}

func TestS11_ARollbackTakesTheInstantBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, many := range []int{1, 3} {
		pool := letterPool(t)
		var c ticking
		s := open(t, pool, LetterModel, uow.Options{Clock: c.now})
		stored := &Letter{Text: "stored"}
		s.Add(stored)
		require.NoError(t, s.Commit(ctx))
		var all []*Letter
		for i := range many {
			l := &Letter{Text: "new"}
			if many > 1 && i == 0 {
				l = NewLetter("constructed")
			}
			all = append(all, l)
		}
		err := s.Nested(ctx, func() error {
			for _, l := range all {
				s.Add(l)
			}
			stored.Text = "changed"
			return errors.Join(s.Flush(ctx), errNotThisTime)
		})
		require.ErrorIs(t, err, errNotThisTime)
		assert.Equal(t, at(1), stored.UpdatedAt)
		for _, l := range all {
			assert.Zero(t, l.CreatedAt)
			assert.Zero(t, l.UpdatedAt)
			assert.Nil(t, l.SentAt)
			s.Add(l)
		}
		require.NoError(t, s.Commit(ctx))
		for _, l := range all {
			assert.Equal(t, at(3), l.CreatedAt, "of the flush that wrote it")
		}
		assert.Equal(t, append([]*Letter{stored}, all...), storedLetters(t, pool))
	}
}

func TestS11_WithoutAClockItIsTheProcesss(t *testing.T) {
	t.Parallel()
	pool := letterPool(t)
	l := &Letter{Text: "now"}
	before := time.Now()
	commit(t, pool, LetterModel, l)
	assert.False(t, l.CreatedAt.Before(before.Truncate(time.Microsecond)) || l.CreatedAt.After(time.Now()))
	assert.Equal(t, time.UTC, l.CreatedAt.Location())
	assert.Equal(t, []*Letter{l}, storedLetters(t, pool))
}

func TestS11_WithoutASessionTheTimeIsNow(t *testing.T) {
	t.Parallel()
	insert := func(ctx context.Context, db query.DB, all []*Letter) (int64, error) {
		return query.InsertEntities(Letters, all).Exec(ctx, db)
	}
	load := func(ctx context.Context, db query.DB, all []*Letter) (int64, error) {
		return query.CopyEntities(ctx, db, Letters, all)
	}
	for _, c := range []struct {
		many  int
		write func(ctx context.Context, db query.DB, all []*Letter) (int64, error)
	}{{2, insert}, {200, insert}, {200, load}} {
		many, pool := c.many, letterPool(t)
		all := make([]*Letter, many)
		for i := range all {
			all[i] = &Letter{Text: "bulk", UpdatedAt: at(1)}
		}
		_, err := c.write(t.Context(), pool, all)
		require.NoError(t, err)
		assert.Zero(t, all[0].CreatedAt, "the entities are not changed")
		stored := storedLetters(t, pool)
		require.Len(t, stored, many)
		for _, l := range stored {
			assert.Equal(t, stored[0].CreatedAt, l.CreatedAt)
			assert.WithinDuration(t, time.Now(), l.CreatedAt, time.Hour)
			assert.Equal(t, at(1), l.UpdatedAt, "what was given")
			assert.Nil(t, l.SentAt, "nil is NULL")
		}
	}
}

type wrongTimes struct {
	schema.Table[Letter, int64]
	ID        schema.Col[int64]
	CreatedAt schema.Owned[time.Time]
	UpdatedAt schema.Col[time.Time]
}

func TestS11_DefinitionsThatCannotTakeTheClockAreRefused(t *testing.T) {
	t.Parallel()
	define := func(f func(d *schema.Def, t *wrongTimes, e *Letter)) func() {
		return func() {
			schema.NewModel(schema.Define("letters", func(d *schema.Def, t *wrongTimes, e *Letter) {
				schema.Map(d, &t.ID, "id", &e.ID)
				schema.PrimaryKey(&t.Table, t.ID)
				f(d, t, e)
			}))
		}
	}
	for want, f := range map[string]func(d *schema.Def, t *wrongTimes, e *Letter){
		"declare it as schema.Col, or use OnUpdate": func(d *schema.Def, t *wrongTimes, e *Letter) {
			schema.Map(d, &t.CreatedAt, "created_at", &e.CreatedAt).OnUpdateFrom(schema.SessionClock())
		},
		"declare it as schema.Col, or use Default": func(d *schema.Def, t *wrongTimes, e *Letter) {
			schema.Map(d, &t.CreatedAt, "created_at", &e.CreatedAt).ClientDefaultFrom(schema.SessionClock())
		},
		"keep one of the two": func(d *schema.Def, t *wrongTimes, e *Letter) {
			schema.Map(d, &t.UpdatedAt, "updated_at", &e.UpdatedAt).OnUpdate(query.Now()).OnUpdateFrom(schema.SessionClock())
		},
		"by the session and by the database": func(d *schema.Def, t *wrongTimes, e *Letter) {
			schema.Map(d, &t.UpdatedAt, "updated_at", &e.UpdatedAt).OnUpdateFrom(schema.SessionClock()).OnUpdate(query.Now())
		},
		"give it schema.SessionClock()": func(d *schema.Def, t *wrongTimes, e *Letter) {
			schema.Map(d, &t.UpdatedAt, "updated_at", &e.UpdatedAt).ClientDefaultFrom(schema.SessionValue[time.Time]{})
		},
	} {
		assert.Contains(t, panicOf(define(f)), want)
	}
}

func panicOf(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}

func TestS11_ACommitThatFailsTakesTheInstantBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := letterPool(t)
	var c ticking
	s := open(t, pool, LetterModel, uow.Options{Clock: c.now})
	kept, lost := &Letter{Text: "kept"}, &Letter{Text: "lost"}
	s.Add(kept, lost)
	require.NoError(t, s.Commit(ctx))
	_, err := query.Delete(Letters).Where(Letters.ID.Eq(lost.ID)).Exec(ctx, pool)
	require.NoError(t, err)
	kept.Text, lost.Text = "changed", "changed"
	fresh := &Letter{Text: "new"}
	s.Add(fresh)
	require.ErrorIs(t, s.Commit(ctx), uow.ErrStale)
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, 2, c.asked)
	assert.Equal(t, at(1), kept.UpdatedAt)
	assert.Equal(t, at(1), lost.UpdatedAt)
	assert.Zero(t, fresh.CreatedAt)
	kept.Text = "changed again"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, at(3), kept.UpdatedAt)
	assert.Equal(t, []*Letter{kept}, storedLetters(t, pool)[:1])
}
