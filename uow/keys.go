package uow

import (
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// keyNeed is keys that the database is asked for before the rows are written, so that rows which refer to each other go
// in one round trip, and so that what INSERT returns is told by its key and not by its order.
type keyNeed struct {
	t      *table
	step   *step
	column int
	rows   []*object // that get a key
	at     []int     // their places in step
	given  int       // rows of the step that bring a key of their own, which might be among the numbers
	text   *statement
}

// keyNeeded says which rows need a key before they are written, and marks those as rows that have one. One row alone
// that nobody refers to gets its key when it is written; so do rows whose key follows from nothing that is known.
func (f *flush) keyNeeded(st *step, column int) *keyNeed {
	c := st.t.table.Columns[column]
	need := &keyNeed{t: st.t, step: st, column: column, rows: make([]*object, 0, len(st.rows)), at: make([]int, 0, len(st.rows))}
	for i, o := range st.rows {
		if st.decided.state(i, column) == draft.LeftOut {
			need.rows, need.at = append(need.rows, o), append(need.at, i)
		}
	}
	need.given = len(st.rows) - len(need.rows)
	switch {
	case len(need.rows) == 0:
		return nil
	case len(st.rows) == 1 && !st.rows[0].parent:
		return nil
	case c.Identity == sqlast.NoIdentity && (c.Default == nil || c.Default.Kind != sqlast.ServerExpr):
		st.single = true
		return nil
	}
	text, err := st.t.keysOf(column)
	if err != nil {
		st.single = true
		return nil
	}
	need.text = text
	need.mark(draft.Linked)
	return need
}

func (k *keyNeed) mark(s draft.State) {
	for _, i := range k.at {
		k.step.decided.states[i*len(k.step.decided.modes)+k.column] = s
	}
}

func (k *keyNeed) sql() string { return k.text.sql }

// keysOf asks for new keys: numbers of the identity's sequence, NULL where the role may not use it, or values of the
// column's default. $1 is how many.
func (s *shape) keysOf(column int) (*statement, error) {
	return s.texts.get("k"+strconv.Itoa(column), func() (*statement, error) {
		text, err := s.askFor(column, false)
		if err == nil && bulk.Packs(s.table.Columns[column].Type) {
			text.packed, err = s.askFor(column, true)
		}
		return text, err
	})
}

func (s *shape) askFor(column int, packed bool) (_ *statement, err error) {
	c, text := s.table.Columns[column], &statement{args: []argument{{}}, returns: []int{column}, formats: s.formatsOf([]int{column})}
	if c.Identity != sqlast.NoIdentity {
		text.sql = render.Numbers(c, packed)
	} else {
		text.sql, err = render.Values(c.Default.Expr, packed)
	}
	return text, err
}

// read gives the rows the keys that the database made. Numbers that a row of the same flush brought itself are passed
// over. Where the role may not use the sequence, the rows are written one by one, each with a key that INSERT makes.
func (k *keyNeed) read(rows pgx.Rows) error {
	c := &k.t.cols[k.column]
	var decode rowscan.Decode
	mem := rowscan.NewMemory(len(k.rows))
	taken, err := k.taken()
	if err != nil {
		return err
	}
	for i := 0; rows.Next(); {
		v := rows.RawValues()[0]
		if v == nil {
			rows.Close()
			return k.oneByOne()
		}
		if i == len(k.rows) {
			continue
		}
		if decode == nil {
			fd := rows.FieldDescriptions()[0]
			if decode, err = rowscan.Find(c.GoType, fd.DataTypeOID, fd.Format); err != nil {
				return err
			}
		}
		o := k.rows[i]
		if rowscan.IsText(c.GoType) {
			mem.Row(len(v))
		}
		if err := decode(o.at.Field(c.Offset), v, mem); err != nil {
			return err
		}
		if taken != nil {
			key, err := c.write.Canonical(k.t.scratch[:0], o.at.Field(c.Offset))
			if err != nil {
				return err
			}
			if k.t.scratch = key; taken[string(key)] {
				continue
			}
		}
		i++
	}
	return rows.Err()
}

// taken is the keys that rows of the same statement bring, nil where none does.
func (k *keyNeed) taken() (map[string]bool, error) {
	if k.given == 0 {
		return nil, nil //nolint:nilnil // none
	}
	c := &k.t.cols[k.column]
	taken, next := map[string]bool{}, 0
	for i, o := range k.step.rows {
		if next < len(k.at) && k.at[next] == i { // the places are in order
			next++
			continue
		}
		key, err := c.write.Canonical(nil, o.at.Field(c.Offset))
		if err != nil {
			return nil, err
		}
		taken[string(key)] = true
	}
	return taken, nil
}

// oneByOne changes the plan: each row of the step has a statement of its own.
func (k *keyNeed) oneByOne() error {
	st := k.step
	k.mark(draft.LeftOut)
	st.single = true
	st.text = nil
	return nil
}
