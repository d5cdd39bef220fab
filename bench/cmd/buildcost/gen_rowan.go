package main

import (
	"fmt"
	"strings"
)

// rowanModel declares the tables the way that people write them by hand.
func rowanModel(tables int) string {
	var b strings.Builder
	b.WriteString("package model\n\nimport (\n\t\"time\"\n\n\t\"github.com/rowan-go/rowan/query\"\n\t\"github.com/rowan-go/rowan/schema\"\n)\n")
	for i := range tables {
		rowanEntity(&b, i, tables)
		rowanTable(&b, i)
		rowanRelations(&b, i)
	}
	b.WriteString("\nvar Model = schema.NewModel(")
	for i := range tables {
		fmt.Fprintf(&b, "T%ds, ", i)
		if i > 0 {
			fmt.Fprintf(&b, "T%dParent, T%dChildren, ", i, i-1)
		}
	}
	b.WriteString(")\n")
	return b.String()
}

func rowanEntity(b *strings.Builder, i, tables int) {
	fmt.Fprintf(b, "\ntype T%d struct {\n\tID int64\n\tCreatedAt, UpdatedAt time.Time\n\tParentID int64\n", i)
	for j, c := range columns {
		star := ""
		if c.nullable {
			star = "*"
		}
		fmt.Fprintf(b, "\tF%d %s%s\n", j, star, c.goType)
	}
	if i > 0 {
		fmt.Fprintf(b, "\tParent schema.One[T%d]\n", i-1)
	}
	if i+1 < tables {
		fmt.Fprintf(b, "\tChildren schema.Many[T%d]\n", i+1)
	}
	b.WriteString("}\n")
}

func rowanTable(b *strings.Builder, i int) {
	fmt.Fprintf(b, "\ntype t%ds struct {\n\tschema.Table[T%d, int64]\n\tID schema.Owned[int64]\n\tCreatedAt, UpdatedAt schema.Owned[time.Time]\n\tParentID schema.Col[int64]\n", i, i)
	for j, c := range columns {
		fmt.Fprintf(b, "\tF%d schema.%s[%s]\n", j, kind(c, "Col", "NullCol"), c.goType)
	}
	fmt.Fprintf(b, "}\n\nvar T%ds = schema.Define(\"t%d\", func(d *schema.Def, t *t%ds, e *T%d) {\n", i, i, i, i)
	b.WriteString("\tschema.Map(d, &t.ID, \"id\", &e.ID).Identity()\n" +
		"\tschema.Map(d, &t.CreatedAt, \"created_at\", &e.CreatedAt).DefaultExpr(query.Now())\n" +
		"\tschema.Map(d, &t.UpdatedAt, \"updated_at\", &e.UpdatedAt).DefaultExpr(query.Now()).OnUpdate(query.Now())\n" +
		"\tschema.Map(d, &t.ParentID, \"parent_id\", &e.ParentID)")
	if i > 0 {
		fmt.Fprintf(b, ".References(T%ds.ID)", i-1)
	}
	for j, c := range columns {
		fmt.Fprintf(b, "\n\tschema.%s(d, &t.F%d, \"f%d\", &e.F%d)", kind(c, "Map", "MapNull"), j, j, j)
	}
	b.WriteString("\n\tschema.PrimaryKey(&t.Table, t.ID)\n})\n")
}

func rowanRelations(b *strings.Builder, i int) {
	if i == 0 {
		return
	}
	fmt.Fprintf(b, "\nvar T%dParent = schema.ManyToOne(T%ds.ParentID, T%ds.ID, func(e *T%d) *schema.One[T%d] { return &e.Parent })\n", i, i, i-1, i, i-1)
	fmt.Fprintf(b, "\nvar T%dChildren = schema.OneToMany(T%ds.ID, T%ds.ParentID, func(e *T%d) *schema.Many[T%d] { return &e.Children })\n", i-1, i-1, i, i-1, i)
}

// kind chooses by whether the column may be NULL.
func kind(c column, plain, nullable string) string {
	if c.nullable {
		return nullable
	}
	return plain
}

const rowanUse = `package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rowan-go/rowan/query"

	"cost/rowan/model"
)

func main() {
	ctx := context.Background()
	db, err := pgxpool.New(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, err := query.From(model.T1s).Where(model.T1s.F0.Eq("x"), model.T1s.F1.Gt(3)).OrderBy(model.T1s.ID.Desc()).Limit(10).Rows(ctx, db).All()
	fmt.Println(len(rows), err, model.Model)
	pairs, err := query.Select2(model.T2s, model.T1s.F0).From(model.T2s).Join(model.T1s, model.T2s.ParentID.EqExpr(model.T1s.ID)).Rows(ctx, db).All()
	fmt.Println(len(pairs), err)
}
`
