package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Constraints and indexes without a name get the one that PostgreSQL would choose, so that a table made by other means
// has the same ones: table_column_label, cut to 63 bytes, and numbered where it is taken.
// https://www.postgresql.org/docs/current/sql-createtable.html (names of constraints are chosen by the server's
// ChooseConstraintName and makeObjectName)

// maxName is how many bytes of a name the database keeps.
const maxName = 63

// chooseName returns the name of a constraint or index of t, over what parts name.
func chooseName(t *sqlast.Table, parts []string, label string) string {
	taken := namesOf(t)
	name := objectName(t.Name, parts, label)
	for n := 1; slices.Contains(taken, name); n++ {
		name = objectName(t.Name, parts, label+strconv.Itoa(n))
	}
	return name
}

// namesOf is the names that constraints and indexes of t have so far.
func namesOf(t *sqlast.Table) (names []string) {
	for _, u := range t.Uniques {
		names = append(names, u.Name)
	}
	for _, c := range t.Checks {
		names = append(names, c.Name)
	}
	for _, f := range t.Foreign {
		names = append(names, f.Name)
	}
	for _, ix := range t.Indexes {
		names = append(names, ix.Name)
	}
	return names
}

// objectName puts a name together. The longer of table and parts gives way where both do not fit.
func objectName(table string, parts []string, label string) string {
	second := cutName(strings.Join(parts, "_"), maxName)
	room := maxName - len(label) - 1
	if second != "" {
		room--
	}
	first, rest := len(table), len(second)
	for first+rest > room {
		if first > rest {
			first--
		} else {
			rest--
		}
	}
	name := cutName(table, first)
	if second != "" {
		name += "_" + cutName(second, rest)
	}
	return name + "_" + label
}

// cutName cuts a name to so many bytes, and to whole characters.
func cutName(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}

func columnNames(t *sqlast.Table, columns []int) []string {
	ns := make([]string, len(columns))
	for i, c := range columns {
		ns[i] = t.Columns[c].Name
	}
	return ns
}

// columnsIn returns the columns of t that e speaks of, each once.
func columnsIn(t *sqlast.Table, e sqlast.Expr) (columns []int) {
	if f, ok := e.(*sqlast.Field); ok && f.Column.Table == t {
		return []int{f.Column.Index}
	}
	for _, child := range sqlast.Children(e) {
		for _, c := range columnsIn(t, child) {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	return columns
}
