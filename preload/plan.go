package preload

import (
	"slices"
	"sync"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/query"
)

// plan is what loading one relation needs, made once: its query has one text, whatever the number of keys.
type plan struct {
	relation *sqlast.Relation
	from, to key                // where parents and children have the key
	query    *query.EntityQuery // the children whose keys are in the arrays of slots 1 to n, ordered by key
	isNumber bool               // the key is one integer on both sides

	foreign []*sqlast.Column // of From, where it refers to the primary key of To, so that a session can know the object
}

// plans has the plans by relation. Relations are defined once, when the program starts.
var plans sync.Map

func planOf(r *sqlast.Relation) (*plan, error) {
	if p, ok := plans.Load(r); ok {
		return p.(*plan), nil //nolint:forcetypeassert // the map holds nothing else
	}
	p, err := newPlan(r)
	if err != nil {
		return nil, err
	}
	kept, _ := plans.LoadOrStore(r, p)
	return kept.(*plan), nil //nolint:forcetypeassert // the map holds nothing else
}

func newPlan(r *sqlast.Relation) (*plan, error) {
	from, err := keyOf(r.From, r.Columns, r.To, r.Others)
	if err != nil {
		return nil, err
	}
	to, err := keyOf(r.To, r.Others, r.To, r.Others)
	if err != nil {
		return nil, err
	}
	source := &sqlast.Source{Table: r.To}
	s := &sqlast.Select{Items: []sqlast.Item{{Entity: source}}, From: source, Where: []sqlast.Expr{among(source, r.Others)}}
	if r.Kind == sqlast.OneToMany {
		s.OrderBy = ordered(source, r.Others)
	}
	p := &plan{
		relation: r, from: from, to: to, isNumber: from.isNumber() && to.isNumber(),
		query: query.NewEntityQuery(s, source),
	}
	if r.Kind == sqlast.ManyToOne && slices.Equal(r.Others, r.To.Key) {
		for _, c := range r.Columns {
			p.foreign = append(p.foreign, r.From.Columns[c])
		}
	}
	return p, nil
}

// among is the condition that columns of s hold one of the keys in the slots 1 to n.
func among(s *sqlast.Source, columns []int) sqlast.Expr {
	fields := fieldsOf(s, columns)
	arrays := make([]sqlast.Expr, len(columns))
	for i, c := range columns {
		arrays[i] = &sqlast.Param{Slot: i + 1, Type: sqltype.ArrayOf(sentAs(s.Table.Columns[c].Type)), Cast: true}
	}
	if len(fields) == 1 {
		return &sqlast.Any{X: fields[0], Array: arrays[0]}
	}
	return tuplesAmong(fields, arrays)
}

// tuplesAmong is (a, b) IN (SELECT * FROM unnest($1, $2)): the arrays side by side are the tuples.
func tuplesAmong(fields, arrays []sqlast.Expr) sqlast.Expr {
	r := &sqlast.Raw{Texts: []string{"("}}
	list := func(es []sqlast.Expr, end string) {
		for i, e := range es {
			r.Args = append(r.Args, e)
			r.Texts = append(r.Texts, ", ")
			if i == len(es)-1 {
				r.Texts[len(r.Texts)-1] = end
			}
		}
	}
	list(fields, ") IN (SELECT * FROM unnest(")
	list(arrays, "))")
	return r
}

func fieldsOf(s *sqlast.Source, columns []int) []sqlast.Expr {
	fields := make([]sqlast.Expr, len(columns))
	for i, c := range columns {
		fields[i] = &sqlast.Field{Source: s, Column: s.Table.Columns[c]}
	}
	return fields
}

// ordered puts the children of one parent side by side, in the order of their primary key.
func ordered(s *sqlast.Source, columns []int) []sqlast.Order {
	var os []sqlast.Order
	for _, f := range fieldsOf(s, columns) {
		os = append(os, sqlast.Order{X: f})
	}
	for _, c := range s.Table.Key {
		if !slices.Contains(columns, c) {
			os = append(os, sqlast.Order{X: &sqlast.Field{Source: s, Column: s.Table.Columns[c]}})
		}
	}
	return os
}
