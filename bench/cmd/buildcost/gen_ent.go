package main

import (
	"fmt"
	"strings"
)

// entSchema describes the tables to ent, whose generator writes the rest.
func entSchema(tables int) string {
	var b strings.Builder
	b.WriteString("package schema\n\nimport (\n\t\"time\"\n\n\t\"entgo.io/ent\"\n\t\"entgo.io/ent/schema/edge\"\n\t\"entgo.io/ent/schema/field\"\n)\n")
	for i := range tables {
		fmt.Fprintf(&b, "\ntype Record%d struct{ ent.Schema }\n\nfunc (Record%d) Fields() []ent.Field {\n\treturn []ent.Field{\n\t\tfield.Int64(\"id\"),\n"+
			"\t\tfield.Time(\"created_at\").Default(time.Now),\n\t\tfield.Time(\"updated_at\").Default(time.Now).UpdateDefault(time.Now),\n", i, i)
		if i > 0 {
			b.WriteString("\t\tfield.Int64(\"parent_id\"),\n")
		}
		for j, c := range columns {
			fmt.Fprintf(&b, "\t\tfield.%s(\"f%d\")%s,\n", c.entType, j, kind(c, "", ".Optional().Nillable()"))
		}
		fmt.Fprintf(&b, "\t}\n}\n\nfunc (Record%d) Edges() []ent.Edge {\n\treturn []ent.Edge{\n", i)
		if i+1 < tables {
			fmt.Fprintf(&b, "\t\tedge.To(\"children\", Record%d.Type),\n", i+1)
		}
		if i > 0 {
			fmt.Fprintf(&b, "\t\tedge.From(\"parent\", Record%d.Type).Ref(\"children\").Field(\"parent_id\").Unique().Required(),\n", i-1)
		}
		b.WriteString("\t}\n}\n")
	}
	return b.String()
}

const entUse = `package main

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	_ "github.com/jackc/pgx/v5/stdlib"

	"cost/ent/model"
	"cost/ent/model/record1"
)

func main() {
	ctx := context.Background()
	drv, err := sql.Open(dialect.Postgres, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	db := model.NewClient(model.Driver(drv))
	rows, err := db.Record1.Query().Where(record1.F0("x"), record1.F1GT(3)).Order(record1.ByID(sql.OrderDesc())).Limit(10).All(ctx)
	fmt.Println(len(rows), err)
	more, err := db.Record2.Query().WithParent().All(ctx)
	fmt.Println(len(more), err)
}
`
