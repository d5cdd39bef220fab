package schema

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// IndexDef is an index that is being defined. Its methods return it again, so that they chain:
//
//	d.Index(t.Email).Unique().Where(t.DeletedAt.IsNull())
//	d.Index().On(query.Lower(t.Name), t.CreatedAt.Desc())
//	d.Index(t.Tags).Using("gin")
type IndexDef struct {
	d  *Def
	ix *sqlast.Index
}

// IndexKey is a unique index as a value: errors.Is(err, Users.ActiveEmail) tells whether a statement broke it.
type IndexKey struct { //nolint:errname // it is a constraint that errors are compared with
	table *sqlast.Table
	ix    *sqlast.Index
}

// Error names the index.
func (k IndexKey) Error() string {
	if k.ix == nil {
		return "schema: an undefined unique index"
	}
	return fmt.Sprintf("schema: unique index %s of table %s", k.ix.Name, k.table.Name)
}

// Constraint returns the table and the name of the index.
func (k IndexKey) Constraint() (table, name string) {
	if k.ix == nil {
		return "", ""
	}
	return k.table.Name, k.ix.Name
}

// Index makes an index over cs, and over what [IndexDef.On] adds. Without a name it gets the one that PostgreSQL would
// choose.
func (d *Def) Index(cs ...AnyColumn) *IndexDef {
	i := d.nextIndex()
	if d.again {
		return i
	}
	if len(cs) > 0 {
		for _, c := range d.columns("an index", cs) {
			i.ix.Keys = append(i.ix.Keys, sqlast.Order{X: d.field(c)})
		}
	}
	return i
}

// nextIndex is a new index, or the one that the definition made at this point when it first ran.
func (d *Def) nextIndex() *IndexDef {
	t := d.def.table
	if d.again {
		d.indexes++
		if d.indexes > len(t.Indexes) {
			return &IndexDef{d: d}
		}
		return &IndexDef{d, t.Indexes[d.indexes-1]}
	}
	i := &IndexDef{d, &sqlast.Index{}}
	t.Indexes = append(t.Indexes, i.ix)
	d.unnamed = append(d.unnamed, i)
	return i
}

func (d *Def) field(column int) sqlast.Expr {
	return &sqlast.Field{Source: d.source, Column: d.def.table.Columns[column]}
}

// Unique lets no two rows have the same values in the index; [IndexDef.Key] gives it as a value.
func (i *IndexDef) Unique() *IndexDef { i.set(func(ix *sqlast.Index) { ix.Unique = true }); return i }

// Where leaves rows out for which p is not true.
func (i *IndexDef) Where(p query.Expr[bool]) *IndexDef {
	i.set(func(ix *sqlast.Index) { ix.Where = query.NodeOf(p) })
	return i
}

// Using names the method: btree where nothing is said, gin, gist, brin, hash, or one of an extension.
func (i *IndexDef) Using(method string) *IndexDef {
	i.set(func(ix *sqlast.Index) { ix.Method = method })
	return i
}

// On adds expressions, and columns with an order: On(query.Lower(t.Name), t.CreatedAt.Desc()).
func (i *IndexDef) On(keys ...query.Ordering) *IndexDef {
	i.set(func(ix *sqlast.Index) {
		for _, k := range keys {
			ix.Keys = append(ix.Keys, query.OrderOf(k))
		}
	})
	return i
}

// OperatorClass names the operator class of the index's keys, where that of their types is not meant: jsonb_path_ops,
// text_pattern_ops, gin_trgm_ops.
func (i *IndexDef) OperatorClass(name string) *IndexDef {
	i.set(func(ix *sqlast.Index) { ix.Class = name })
	return i
}

// Include keeps the values of further columns in the index, so that a query need not look at the table for them.
func (i *IndexDef) Include(cs ...AnyColumn) *IndexDef {
	i.set(func(ix *sqlast.Index) { ix.Include = append(ix.Include, i.d.columns("an index", cs)...) })
	return i
}

// Named gives the index a name.
func (i *IndexDef) Named(name string) *IndexDef {
	i.set(func(ix *sqlast.Index) { ix.Name = name })
	return i
}

// Key is the index, which must be unique, as a value for the table's struct.
func (i *IndexDef) Key() IndexKey {
	i.set(func(ix *sqlast.Index) {
		if !ix.Unique {
			i.d.def.wrong("an index", "is asked for its Key and is not unique; call Unique first")
		}
	})
	return IndexKey{i.d.def.table, i.ix}
}

// set changes the index while its table is defined, and not when the table gets another name.
func (i *IndexDef) set(change func(*sqlast.Index)) {
	if !i.d.again && !i.d.done {
		change(i.ix)
	}
}

// nameIndexes names the indexes that nobody named, when all is known of them.
func (d *Def) nameIndexes() {
	for _, i := range d.unnamed {
		if len(i.ix.Keys) == 0 {
			d.def.wrong("an index", "is over no column; give it one, or an expression with On")
		}
		if i.ix.Name == "" {
			i.ix.Name = chooseName(d.def.table, indexParts(i.ix), "idx")
		}
	}
}

// indexParts names the keys as PostgreSQL does: a column by its name, a call by its function, anything else "expr".
func indexParts(ix *sqlast.Index) []string {
	parts := make([]string, len(ix.Keys))
	for i, k := range ix.Keys {
		switch x := k.X.(type) {
		case *sqlast.Field:
			parts[i] = x.Column.Name
		case *sqlast.Call:
			parts[i] = x.Name
		default:
			parts[i] = "expr"
		}
	}
	return parts
}

func (c *column) index() {
	i := c.d.nextIndex()
	i.set(func(ix *sqlast.Index) { ix.Keys = []sqlast.Order{{X: c.d.field(c.col.Index)}} })
}
