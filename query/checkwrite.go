package query

import "github.com/rowan-go/rowan/internal/sqlast"

func (sc *scope) checkInsert(s *sqlast.Insert, items []item) error {
	if s.Into.Alias != "" {
		return refuse("insert", s.Into.Alias, "is another name of "+s.Into.Table.Name+"; insert into the table itself")
	}
	if len(s.Rows) == 0 && s.Query == nil {
		return refuse("insert", s.Into.Table.Name, "gets no row; call Row or FromQuery")
	}
	if n := len(s.Rows) * len(s.Columns); n > maxParams {
		return refuse("insert", s.Into.Table.Name, "gets more values than one statement can carry (65535); insert in parts, or add objects to a session, which has no such limit")
	}
	if s.Query != nil {
		if err := sc.query(s.Query); err != nil {
			return err
		}
	}
	for _, row := range s.Rows {
		for i, v := range row {
			if err := sc.assigned("insert", sqlast.Set{Column: s.Columns[i], Value: v}); err != nil {
				return err
			}
		}
	}
	if err := sc.add("insert", s.Into); err != nil {
		return err
	}
	if err := sc.checkConflict(s); err != nil {
		return err
	}
	return sc.returned(s.Returning, items)
}

// maxParams is how many parameters the protocol can number: Bind counts them with 16 bits.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
const maxParams = 65535

// checkConflict checks ON CONFLICT, where the row that was not inserted is a source of its own.
func (sc *scope) checkConflict(s *sqlast.Insert) error {
	if s.Conflict == nil {
		return nil
	}
	sc.refused = s.Into.Table
	for _, set := range s.Conflict.Set {
		if err := sc.assigned("on conflict", set); err != nil {
			return err
		}
	}
	return sc.exprs("on conflict", s.Conflict.Update)
}

func (sc *scope) checkUpdate(s *sqlast.Update, items []item) error {
	if len(s.Set) == 0 {
		return refuse("update", s.Table.Table.Name, "has no column to change; call Set")
	}
	if err := sc.reads("update", s.Table, s.From, s.Joins); err != nil {
		return err
	}
	for _, set := range s.Set {
		if err := sc.assigned("update", set); err != nil {
			return err
		}
	}
	if err := sc.exprs("where", s.Where); err != nil {
		return err
	}
	return sc.returned(s.Returning, items)
}

func (sc *scope) checkDelete(s *sqlast.Delete, items []item) error {
	if err := sc.reads("delete", s.From, s.Using, s.Joins); err != nil {
		return err
	}
	if err := sc.exprs("where", s.Where); err != nil {
		return err
	}
	return sc.returned(s.Returning, items)
}

func (sc *scope) reads(clause string, table, second *sqlast.Source, joins []sqlast.Join) error {
	if err := sc.add(clause, table); err != nil {
		return err
	}
	if err := sc.add(clause, second); err != nil {
		return err
	}
	if second == nil && len(joins) > 0 {
		return refuse(clause, joins[0].Source.Name(), "has nothing to join; name a first source with From or Using")
	}
	return sc.joins(joins)
}

// assigned refuses what the column could not hold.
func (sc *scope) assigned(clause string, set sqlast.Set) error {
	if set.Value == nil {
		return nil // DEFAULT
	}
	if err := sc.expr(clause, set.Value); err != nil {
		return err
	}
	c := set.Column
	if !c.Nullable && sc.nullable(set.Value) {
		return refuse(clause, c.Table.Name+"."+c.Name, "is never NULL, and what it is set to may be"+sc.because(set.Value)+"; use query.Coalesce, or Must beside IsNotNull in Where")
	}
	return nil
}

func (sc *scope) returned(list []sqlast.Item, items []item) error {
	for _, it := range list {
		if err := sc.item(it); err != nil {
			return err
		}
	}
	return sc.readable(items)
}
