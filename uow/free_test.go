package uow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// Parcels lie in boxes, or in none. A label keeps its box, by RESTRICT; a note keeps it because the box has no collection of
// notes; a seal is always on a box, and goes with its parcel.

type Box struct {
	ID      int64
	Code    string
	Parcels schema.Many[Parcel]
	Labels  schema.Many[Label]
	Seals   schema.Many[Seal]
}

type Parcel struct {
	ID    int64
	BoxID *int64
	Code  *string
	Box   schema.One[Box]
}

type Label struct {
	ID    int64
	BoxID *int64
}

type Note struct {
	ID    int64
	BoxID *int64
	Box   schema.One[Box]
}

type Seal struct {
	ID       int64
	BoxID    int64
	ParcelID *int64
	Box      schema.One[Box]
}

type boxes struct {
	schema.Table[Box, int64]
	ID   schema.Col[int64]
	Code schema.Col[string]
}

type parcels struct {
	schema.Table[Parcel, int64]
	ID    schema.Col[int64]
	BoxID schema.NullCol[int64]
	Code  schema.NullCol[string]
}

type labels struct {
	schema.Table[Label, int64]
	ID    schema.Owned[int64]
	BoxID schema.NullCol[int64]
}

type notes struct {
	schema.Table[Note, int64]
	ID    schema.Owned[int64]
	BoxID schema.NullCol[int64]
}

type seals struct {
	schema.Table[Seal, int64]
	ID       schema.Col[int64]
	BoxID    schema.Col[int64]
	ParcelID schema.NullCol[int64]
}

var (
	Boxes = schema.Define("boxes", func(d *schema.Def, t *boxes, e *Box) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Code, "code", &e.Code)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Parcels = schema.Define("given", func(d *schema.Def, t *parcels, e *Parcel) { // a name that statements have a use for
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.MapNull(d, &t.BoxID, "box_id", &e.BoxID).References(Boxes.ID)
		schema.MapNull(d, &t.Code, "code", &e.Code)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Labels = schema.Define("labels", func(d *schema.Def, t *labels, e *Label) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.MapNull(d, &t.BoxID, "box_id", &e.BoxID).References(Boxes.ID).OnDelete(schema.Restrict)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Notes = schema.Define("notes", func(d *schema.Def, t *notes, e *Note) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.MapNull(d, &t.BoxID, "box_id", &e.BoxID).References(Boxes.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Seals = schema.Define("seals", func(d *schema.Def, t *seals, e *Seal) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.BoxID, "box_id", &e.BoxID).References(Boxes.ID)
		schema.MapNull(d, &t.ParcelID, "parcel_id", &e.ParcelID).References(Parcels.ID).OnDelete(schema.Cascade)
		schema.PrimaryKey(&t.Table, t.ID)
	})

	ParcelBox  = schema.ManyToOne(Parcels.BoxID, Boxes.ID, func(e *Parcel) *schema.One[Box] { return &e.Box })
	BoxParcels = schema.OneToMany(Boxes.ID, Parcels.BoxID, func(e *Box) *schema.Many[Parcel] { return &e.Parcels })
	BoxLabels  = schema.OneToMany(Boxes.ID, Labels.BoxID, func(e *Box) *schema.Many[Label] { return &e.Labels })
	NoteBox    = schema.ManyToOne(Notes.BoxID, Boxes.ID, func(e *Note) *schema.One[Box] { return &e.Box })
	SealBox    = schema.ManyToOne(Seals.BoxID, Boxes.ID, func(e *Seal) *schema.One[Box] { return &e.Box })
	BoxSeals   = schema.OneToMany(Boxes.ID, Seals.BoxID, func(e *Box) *schema.Many[Seal] { return &e.Seals })

	BoxModel = schema.NewModel(Boxes, Parcels, Labels, Notes, Seals, ParcelBox, BoxParcels, BoxLabels, NoteBox, SealBox, BoxSeals)
)

func boxPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow_boxes", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return BoxModel.CreateAll(ctx, conn)
	})
}

func TestS26_ChildrenOfADeletedParentLoseTheirKeyInOneStatement(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		for _, held := range []bool{false, true} {
			for _, from := range []int{0, 1000} { // as a message, and not
				name := fmt.Sprintf("%d parents, children held %v, a message from %d", n, held, from)
				ctx := t.Context()
				pool := fresh(t)
				acme := &Company{Name: "Acme"}
				all := []any{acme}
				for i := range n {
					boss := &Employee{Name: fmt.Sprint("boss ", i), Company: schema.To(acme)}
					all = append(all, boss)
					for j := range 3 {
						EmployeeReports.Add(boss, &Employee{Name: fmt.Sprint(i, j), Company: schema.To(acme)})
					}
				}
				other := &Employee{Name: "other", Company: schema.To(acme), Manager: schema.To(&Employee{Name: "stays", Company: schema.To(acme)})}
				commit(t, pool, Model, append(all, other)...)

				s, trace := traced(t, pool, Model)
				s.SendMessagesFrom(from)
				bosses, err := query.From(Employees).Where(query.Like(Employees.Name, "boss%")).Rows(ctx, s).All()
				require.NoError(t, err)
				require.Len(t, bosses, n)
				var reports []*Employee
				if held {
					reports, err = query.From(Employees).Where(Employees.ManagerID.IsNotNull(), Employees.Name.Ne("other")).With(preload.SelectIn(EmployeeManager)).Rows(ctx, s).All()
					require.NoError(t, err)
					require.Len(t, reports, 3*n)
				}
				for _, b := range bosses {
					s.Delete(b)
				}
				trace.Reset()
				require.NoError(t, s.Flush(ctx), name)
				assert.Equal(t, []string{"1 begin", "1 update employees", "1 delete employees"}, ran(trace), name)
				for _, r := range reports {
					assert.Nil(t, r.ManagerID, name)
					manager, err := r.Manager.Get()
					require.NoError(t, err)
					assert.Nil(t, manager, name)
					row, err := query.From(Employees).Where(Employees.ID.Eq(r.ID)).Detached().Rows(ctx, s).One()
					require.NoError(t, err)
					assert.Equal(t, row.UpdatedAt, r.UpdatedAt, name)
				}
				plan, err := s.Plan()
				require.NoError(t, err)
				assert.Empty(t, plan.Steps, "%s: nothing is left to write", name)

				require.NoError(t, s.Rollback(ctx))
				for i, r := range reports {
					require.NotNil(t, r.ManagerID, name)
					assert.Equal(t, bosses[i/3].ID, *r.ManagerID, name)
					manager, err := r.Manager.Get()
					require.NoError(t, err)
					assert.Same(t, bosses[i/3], manager, name)
				}
				for _, b := range bosses {
					s.Delete(b)
				}
				for i, r := range reports {
					r.Salary = int64(100 + i)
				}
				require.NoError(t, s.Commit(ctx), name)
				left, err := query.From(Employees).Where(Employees.ManagerID.IsNotNull()).Rows(ctx, pool).All()
				require.NoError(t, err)
				require.Len(t, left, 1, name)
				assert.Equal(t, "other", left[0].Name)
				assert.Equal(t, 3*n+2, count(t, pool, "employees"))
				for _, r := range reports {
					assert.Equal(t, r.Salary, stored(t, pool, Employees, Employees.ID.Eq(r.ID)).Salary)
				}
			}
		}
	}
}

func TestS26_RowsThatAreDeletedThemselvesDoNotLoseTheirKeyBefore(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	boss := &Employee{Name: "boss", Company: schema.To(&Company{Name: "Acme"})}
	EmployeeReports.Add(boss, &Employee{Name: "goes", Company: boss.Company}, &Employee{Name: "stays", Company: boss.Company})
	commit(t, pool, Model, boss)
	require.NoError(t, execAll(t, pool, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no need to write %', NEW.name; END $$`,
		`CREATE TRIGGER refuse BEFORE UPDATE ON employees FOR EACH ROW WHEN (NEW.name = 'goes') EXECUTE FUNCTION refuse()`))
	s := open(t, pool, Model)
	for _, e := range []string{"boss", "goes"} {
		row, err := query.From(Employees).Where(Employees.Name.Eq(e)).Rows(ctx, s).One()
		require.NoError(t, err)
		s.Delete(row)
	}
	require.NoError(t, s.Commit(ctx))
	assert.Nil(t, stored(t, pool, Employees).ManagerID)
}

func TestS26_AParentWhoseChildrenAreNeverWithoutOne(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := boxPool(t)
	commit(t, pool, BoxModel, &Box{ID: 1, Code: "a"}, &Box{ID: 2, Code: "b"}, &Box{ID: 3, Code: "c"},
		&Seal{ID: 1, BoxID: 1}, &Seal{ID: 2, BoxID: 1}, &Seal{ID: 3, BoxID: 1}, &Seal{ID: 4, BoxID: 1}, &Seal{ID: 5, BoxID: 1}, &Seal{ID: 6, BoxID: 2})
	s, trace := traced(t, pool, BoxModel)
	boxes, err := query.From(Boxes).OrderBy(Boxes.ID.Asc()).Rows(ctx, s).All()
	require.NoError(t, err)
	a, b, c := boxes[0], boxes[1], boxes[2]

	s.Delete(b)
	err = s.Flush(ctx)
	var referred *uow.ReferredError
	require.ErrorAs(t, err, &referred)
	assert.Equal(t, []any{"boxes(2)", "seals", "box_id", "Box.Seals", 0}, []any{referred.Object, referred.Table, referred.Columns, referred.Relation, len(referred.Rows)})
	isConstraint(t, err, "seals")
	require.EqualError(t, err, "uow: flush: boxes(2) cannot be deleted while others refer to it: rows of seals (box_id, relation Box.Seals); load them and delete them too, or relate them to another object; or declare the foreign key with OnDelete(schema.Cascade)")
	require.NoError(t, s.Rollback(ctx))
	s.Delete(c, b)
	require.ErrorAs(t, s.Flush(ctx), &referred)
	assert.Equal(t, "boxes(2)", referred.Object, "the server says which of several")
	require.NoError(t, s.Rollback(ctx))

	seals, err := query.From(Seals).OrderBy(Seals.ID.Asc()).Rows(ctx, s).All()
	require.NoError(t, err)
	s.Delete(a, b)
	trace.Reset()
	err = s.Flush(ctx)
	require.ErrorAs(t, err, &referred)
	assert.Equal(t, []string{"seals(1)", "seals(2)", "seals(3)", "seals(4)", "seals(5)"}, referred.Rows)
	require.NoError(t, referred.Err)
	require.ErrorContains(t, err, "boxes(1) cannot be deleted while others refer to it: seals(1), seals(2), seals(3) and 2 more (box_id, relation Box.Seals); delete them too, or relate them to another object; or declare")
	require.ErrorContains(t, err, "boxes(2) cannot be deleted while others refer to it: seals(6) (")
	assert.Empty(t, ran(trace), "before anything is sent")

	SealBox.Set(seals[5], c)
	for _, seal := range seals[:4] {
		s.Delete(seal)
	}
	seals[4].BoxID = c.ID
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update seals", "1 delete seals", "1 update given", "1 delete boxes", "1 commit"}, ran(trace))
	assert.Equal(t, int64(3), stored(t, pool, Seals, Seals.ID.Eq(5)).BoxID)
	assert.Equal(t, int64(3), stored(t, pool, Boxes).ID)
}

func TestS26_WhatTheDefinitionKeepsOrTheProgramRelatedIsNotSetToNull(t *testing.T) {
	t.Parallel()
	box := func(t *testing.T, s *uow.Session) *Box { t.Helper(); return get(t, s, Boxes, 1) }
	for _, c := range []struct {
		name, why string
		rows      []any // that are there
		do        func(t *testing.T, s *uow.Session)
		table     string
		held      bool
		text      string
	}{
		{
			"restrict", "the definition says so, NULL or not",
			[]any{&Label{BoxID: new(int64)}},
			func(t *testing.T, _ *uow.Session) { t.Helper() }, "labels", false, "or with schema.SetNull",
		},
		{
			"restrict, held", "which the session knows without asking",
			[]any{&Label{BoxID: new(int64)}},
			func(t *testing.T, s *uow.Session) { t.Helper(); get(t, s, Labels, 1) }, "labels", true, "labels(1) (box_id, relation Box.Labels)",
		},
		{
			"no collection", "nobody said that the box has notes",
			[]any{&Note{BoxID: new(int64)}},
			func(t *testing.T, _ *uow.Session) { t.Helper() }, "notes", false, "rows of notes (box_id); load them",
		},
		{
			"no collection, held", "the same",
			[]any{&Note{BoxID: new(int64)}},
			func(t *testing.T, s *uow.Session) { t.Helper(); get(t, s, Notes, 1) }, "notes", true, "notes(1) (box_id)",
		},
		{
			"a new child", "somebody wants it to be there",
			nil,
			func(t *testing.T, s *uow.Session) { t.Helper(); s.Add(&Parcel{ID: 7, Box: schema.To(box(t, s))}) }, "given", true, "given(7)",
		},
		{
			"a child that came", "in the same flush",
			[]any{&Parcel{ID: 7}},
			func(t *testing.T, s *uow.Session) { t.Helper(); ParcelBox.Set(get(t, s, Parcels, 7), box(t, s)) }, "given", true, "given(7)",
		},
		{
			"a child by key", "in the same flush",
			[]any{&Parcel{ID: 7}},
			func(t *testing.T, s *uow.Session) { t.Helper(); get(t, s, Parcels, 7).BoxID = &box(t, s).ID }, "given", true, "given(7)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			pool := boxPool(t)
			commit(t, pool, BoxModel, &Box{ID: 1, Code: "a"})
			for _, row := range c.rows {
				switch row := row.(type) {
				case *Label:
					*row.BoxID = 1
				case *Note:
					*row.BoxID = 1
				}
			}
			commit(t, pool, BoxModel, c.rows...)
			s, trace := traced(t, pool, BoxModel)
			b := box(t, s)
			c.do(t, s)
			s.Delete(b)
			trace.Reset()
			err := s.Flush(ctx)
			var referred *uow.ReferredError
			require.ErrorAs(t, err, &referred, c.why)
			assert.Equal(t, c.table, referred.Table)
			assert.Equal(t, c.held, len(referred.Rows) > 0)
			assert.Equal(t, c.held, len(ran(trace)) == 0)
			require.ErrorContains(t, err, c.text)
			require.NoError(t, s.Rollback(ctx))
			assert.Equal(t, 1, count(t, pool, "boxes"))
		})
	}
}

func TestS26_ChildrenThatGoByACascadeAreNoObstacle(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := boxPool(t)
	parcel := int64(5)
	commit(t, pool, BoxModel, &Box{ID: 1, Code: "a"}, &Parcel{ID: parcel}, &Seal{ID: 1, BoxID: 1, ParcelID: &parcel})
	s, trace := traced(t, pool, BoxModel)
	get(t, s, Seals, 1)
	s.Delete(get(t, s, Boxes, 1), get(t, s, Parcels, parcel))
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 delete given", "1 update given", "1 delete boxes", "1 commit"}, ran(trace))
	assert.Zero(t, count(t, pool, "seals"))
}

func TestS26_ChildrenOfAParentWhoseKeyIsTakenAnew(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := boxPool(t)
	commit(t, pool, BoxModel, &Box{ID: 1, Code: "old"}, &Parcel{ID: 1, BoxID: new(int64(1))}, &Parcel{ID: 2, BoxID: new(int64(1))})
	s, trace := traced(t, pool, BoxModel)
	held := get(t, s, Parcels, 1)
	s.Delete(get(t, s, Boxes, 1))
	next := &Box{ID: 1, Code: "new"}
	s.Add(next)
	BoxParcels.Add(next, &Parcel{ID: 3})
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update given", "1 delete boxes", "1 insert boxes", "1 insert given", "1 commit"}, ran(trace))
	assert.Nil(t, held.BoxID)
	assert.Nil(t, stored(t, pool, Parcels, Parcels.ID.Eq(2)).BoxID)
	assert.Equal(t, int64(1), *stored(t, pool, Parcels, Parcels.ID.Eq(3)).BoxID)

	last := &Box{ID: 1, Code: "last"}
	s.Delete(next)
	s.Add(last)
	BoxParcels.Add(last, get(t, s, Parcels, 3))
	trace.Reset()
	require.ErrorContains(t, s.Commit(ctx), "boxes(1) cannot be deleted while others refer to it: given(3)", "it would have to lose the key and get it again")
	assert.Empty(t, ran(trace))
}
