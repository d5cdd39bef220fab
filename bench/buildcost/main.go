// Command buildcost writes a package of 100 tables of 20 columns and a package that imports it, to measure what they
// cost to build. See measure.sh beside it.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
)

var types = []struct{ goType, kind string }{
	{"string", "Col"},
	{"int64", "Col"},
	{"bool", "Col"},
	{"time.Time", "Col"},
	{"float64", "Col"},
	{"string", "NullCol"},
	{"int64", "NullCol"},
	{"time.Time", "NullCol"},
	{"int32", "Col"},
	{"[]byte", "Col"},
	{"string", "Col"},
	{"Status", "Col"},
	{"int64", "Col"},
	{"bool", "Col"},
	{"string", "NullCol"},
}

func main() {
	out := flag.String("out", "", "folder to write the packages into")
	tables := flag.Int("tables", 100, "number of tables")
	flag.Parse()
	if *out == "" {
		log.Fatal("buildcost: name a folder with -out")
	}
	write(filepath.Join(*out, "model", "model.go"), model(*tables))
	write(filepath.Join(*out, "importer", "importer.go"), importer)
}

func write(path, text string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
}

func model(tables int) string {
	var b strings.Builder
	b.WriteString("// Package model is generated: tables to measure what they cost to build.\npackage model\n\nimport (\n\t\"time\"\n\n\t\"github.com/rowan-go/rowan/query\"\n\t\"github.com/rowan-go/rowan/schema\"\n)\n\ntype Status string\n")
	for i := range tables {
		table(&b, i, tables)
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

func table(b *strings.Builder, i, tables int) {
	fmt.Fprintf(b, "\ntype T%d struct {\n\tID int64\n\tCreatedAt, UpdatedAt time.Time\n\tParentID int64\n", i)
	for j, t := range types {
		star := ""
		if t.kind == "NullCol" {
			star = "*"
		}
		fmt.Fprintf(b, "\tF%d %s%s\n", j, star, t.goType)
	}
	fmt.Fprintf(b, "\tNote string\n")
	if i > 0 {
		fmt.Fprintf(b, "\tParent schema.One[T%d]\n", i-1)
	}
	if i < tables-1 {
		fmt.Fprintf(b, "\tChildren schema.Many[T%d]\n", i+1)
	}
	b.WriteString("}\n")
	fmt.Fprintf(b, "\ntype t%ds struct {\n\tschema.Table[T%d, int64]\n\tID schema.Owned[int64]\n\tCreatedAt, UpdatedAt schema.Owned[time.Time]\n\tParentID schema.Col[int64]\n", i, i)
	for j, t := range types {
		fmt.Fprintf(b, "\tF%d schema.%s[%s]\n", j, t.kind, t.goType)
	}
	b.WriteString("\tNote schema.Col[string]\n}\n")
	fmt.Fprintf(b, "\nvar T%ds = schema.Define(\"t%d\", func(d *schema.Def, t *t%ds, e *T%d) {\n", i, i, i, i)
	b.WriteString("\tschema.Map(d, &t.ID, \"id\", &e.ID).Identity()\n\tschema.Map(d, &t.CreatedAt, \"created_at\", &e.CreatedAt).DefaultExpr(query.Now())\n\tschema.Map(d, &t.UpdatedAt, \"updated_at\", &e.UpdatedAt).DefaultExpr(query.Now()).OnUpdate(query.Now())\n")
	if i > 0 {
		fmt.Fprintf(b, "\tschema.Map(d, &t.ParentID, \"parent_id\", &e.ParentID).References(T%ds.ID)\n", i-1)
	} else {
		b.WriteString("\tschema.Map(d, &t.ParentID, \"parent_id\", &e.ParentID)\n")
	}
	for j, t := range types {
		f := "Map"
		if t.kind == "NullCol" {
			f = "MapNull"
		}
		fmt.Fprintf(b, "\tschema.%s(d, &t.F%d, \"f%d\", &e.F%d)\n", f, j, j, j)
	}
	b.WriteString("\tschema.Map(d, &t.Note, \"note\", &e.Note).Default(\"\")\n\tschema.PrimaryKey(&t.Table, t.ID)\n})\n")
	if i > 0 {
		fmt.Fprintf(b, "\nvar T%dParent = schema.ManyToOne(T%ds.ParentID, T%ds.ID, func(e *T%d) *schema.One[T%d] { return &e.Parent })\n", i, i, i-1, i, i-1)
		fmt.Fprintf(b, "\nvar T%dChildren = schema.OneToMany(T%ds.ID, T%ds.ParentID, func(e *T%d) *schema.Many[T%d] { return &e.Children })\n", i-1, i-1, i, i-1, i)
	}
}

const importer = `// Package importer is generated: a service that uses the tables.
package importer

import (
	"context"

	"github.com/rowan-go/rowan/bench/out/buildcost/model"
	"github.com/rowan-go/rowan/query"
)

// Handler asks a few typical questions.
func Handler(ctx context.Context, db query.DB) error {
	if _, err := query.From(model.T1s).Where(model.T1s.F0.Eq("x"), model.T1s.F1.Gt(3)).OrderBy(model.T1s.ID.Desc()).Limit(10).Rows(ctx, db).All(); err != nil {
		return err
	}
	if _, err := query.Select2(model.T2s, model.T1s.F0).From(model.T2s).Join(model.T1s, model.T2s.ParentID.EqExpr(model.T1s.ID)).Rows(ctx, db).All(); err != nil {
		return err
	}
	_, _, err := query.Select(query.Max(model.T3s.F1)).From(model.T3s).Rows(ctx, db).First()
	return err
}
`
