package query

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/Masterminds/squirrel"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Fragment is SQL text with arguments, made by [SQL]. It is a squirrel.Sqlizer.
type Fragment struct {
	text string
	args []any
}

// SQL is text that is sent as it stands, but for its placeholders: ? or $1, $2 …, which are numbered anew outside of
// quotes and comments (?? is a question mark). An argument may be an [Expression], which then stands in its place;
// any other travels beside the text. The text must not come from a user.
func SQL(text string, args ...any) Fragment { return Fragment{text, append([]any(nil), args...)} }

// ToSql returns the text with question marks, as squirrel nests it.
//
//nolint:revive // the name is squirrel's
func (f Fragment) ToSql() (string, []any, error) { return forSquirrel(f.raw()) }

// RawExpr is a fragment as an expression of type T. Nothing is known of its being NULL, so select it through [Null], or use [RawNotNull].
func RawExpr[T any](s squirrel.Sqlizer) Op[T] {
	r := rawOf(s)
	r.Type = sqltypeOf[T]()
	return op[T](r)
}

// RawNotNull is a fragment as an expression of type T that its author knows never to be NULL.
func RawNotNull[T any](s squirrel.Sqlizer) Op[T] {
	r := rawOf(s)
	r.Type, r.Safe = sqltypeOf[T](), true
	return op[T](r)
}

// RawPredicate is a fragment as a condition.
func RawPredicate(s squirrel.Sqlizer) Predicate { return RawExpr[bool](s) }

// Raw is a whole statement of one column, read into T; a T with no place for NULL makes a NULL an error when it is read.
func Raw[T any](s squirrel.Sqlizer) Query[T] {
	r := rawOf(s)
	return Query[T]{rawQuery(r, false, rawItem(valueItem[T](newCell(r), false)))}
}

// RawEntities is a whole statement whose columns are those of t, all of them and in the order of its definition.
func RawEntities[E any](s squirrel.Sqlizer, t EntityOf[E]) Query[*E] {
	q := rawQuery(rawOf(s), false, entityOf(t, entity).item(reflect.TypeFor[*E](), 0))
	if _, err := sourceOf("raw query", t); err != nil {
		q = q.refused(err)
	}
	return Query[*E]{q}
}

// RawInto is a whole statement whose columns are read into fields of R, in order. The expressions of fields give only
// the types; [Out] is one for a column that no table has.
func RawInto[R any](s squirrel.Sqlizer, fields ...FieldOf[R]) Query[R] {
	items := make([]item, len(fields))
	for i, f := range fields {
		items[i] = rawItem(f.it)
	}
	return Query[R]{rawQuery(rawOf(s), true, items...)}
}

func rawQuery(text *sqlast.Raw, whole bool, items ...item) selection {
	return selecting(&selectList{items: items}).change(func(r *rare) { r.raw, r.whole = text, whole })
}

// Out is a column of a raw statement, for [RawInto].
func Out[T any](name string) Op[T] {
	return op[T](&sqlast.Named{X: &sqlast.Raw{Texts: []string{name}, Safe: true}, Name: name})
}

// rawItem is it in a statement about which nothing can be checked before it runs.
func rawItem(it item) item {
	it.plain = false
	return it
}

// ForSquirrel is a statement of rowan as a part of squirrel's, with question marks.
func ForSquirrel(s squirrel.Sqlizer) squirrel.Sqlizer { return nested{s} }

type nested struct{ s squirrel.Sqlizer }

// ToSql returns the text with question marks.
//
//nolint:revive // the name is squirrel's
func (n nested) ToSql() (string, []any, error) {
	sql, args, err := n.s.ToSql()
	if err != nil {
		return "", nil, err
	}
	return forSquirrel(parse(sql, args))
}

// forSquirrel writes r with a question mark for each argument.
func forSquirrel(r *sqlast.Raw) (string, []any, error) {
	if r.Broken != nil {
		return "", nil, refuse("raw SQL", "the text", r.Broken.Error())
	}
	var b []byte
	var args []any
	for i, t := range r.Texts {
		if i > 0 {
			p, ok := r.Args[i-1].(*sqlast.Param)
			if !ok {
				return "", nil, refuse("raw SQL", "an expression", "has no place in a squirrel statement; write its name in the text")
			}
			b = append(b, '?')
			args = append(args, p.Value)
		}
		b = appendEscaped(b, t)
	}
	return string(b), args, nil
}

// appendEscaped doubles the question marks that are no placeholders.
func appendEscaped(b []byte, t string) []byte {
	for i := range len(t) {
		if t[i] == '?' {
			b = append(b, '?')
		}
		b = append(b, t[i])
	}
	return b
}

func (f Fragment) raw() *sqlast.Raw { return parse(f.text, f.args) }

// rawOf is any Sqlizer as a node.
func rawOf(s squirrel.Sqlizer) *sqlast.Raw {
	switch s := s.(type) {
	case nil:
		return &sqlast.Raw{Texts: []string{""}, Broken: errors.New("is nil; pass query.SQL(…) or a squirrel statement")}
	case Fragment:
		return s.raw()
	}
	sql, args, err := s.ToSql()
	if err != nil {
		return &sqlast.Raw{Texts: []string{""}, Broken: fmt.Errorf("could not be built: %w", err)}
	}
	return parse(sql, args)
}

// parse cuts the text at its placeholders.
func parse(text string, args []any) *sqlast.Raw {
	r := &sqlast.Raw{}
	used := make([]bool, len(args))
	start, question := 0, 0
	var piece []byte
	for i := 0; i < len(text); {
		if n := skip(text[i:]); n > 0 {
			if i += n; i == len(text) && isOpenComment(text[i-n:]) {
				text += "\n" // what comes behind the text is no part of the comment
			}
			continue
		}
		n, number := placeholder(text[i:])
		switch {
		case n == 0:
			i++
			continue
		case number < 0: // ??
			piece = append(append(piece, text[start:i]...), '?')
			i += n
			start = i
			continue
		case number == 0:
			question++
			number = question
		}
		if number > len(args) {
			r.Broken = fmt.Errorf("has a placeholder for argument %d and %d arguments; give one argument for each", number, len(args))
			return broken(r)
		}
		used[number-1] = true
		r.Texts = append(r.Texts, string(append(piece, text[start:i]...)))
		r.Args = append(r.Args, argument(args[number-1]))
		piece = nil
		i += n
		start = i
	}
	r.Texts = append(r.Texts, string(append(piece, text[start:]...)))
	for i, u := range used {
		if !u {
			r.Broken = fmt.Errorf("has no placeholder for argument %d of %d; write ? or $%d where it belongs", i+1, len(args), i+1)
			return broken(r)
		}
	}
	return r
}

func broken(r *sqlast.Raw) *sqlast.Raw { return &sqlast.Raw{Texts: []string{""}, Broken: r.Broken} }

// argument is an argument of raw text: an expression in its place, or a value.
func argument(v any) sqlast.Expr {
	if e, ok := v.(Expression); ok {
		return nodeOf(e)
	}
	return &sqlast.Param{Value: v}
}

// placeholder reads a placeholder at the beginning of s: its length, and its number, 0 for a ? and -1 for a ??.
func placeholder(s string) (length, number int) {
	switch s[0] {
	case '?':
		if len(s) > 1 && s[1] == '?' {
			return 2, -1
		}
		return 1, 0
	case '$':
		n := 1
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if k, err := strconv.Atoi(s[1:n]); err == nil && k > 0 {
			return n, k
		}
	}
	return 0, 0
}
