// Package schema describes the tables to ent.
package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// Company is the first level.
type Company struct{ ent.Schema }

// Annotations name the table.
func (Company) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "companies"}}
}

// Fields are the columns.
func (Company) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.String("name"),
		field.Time("created_at").Default(time.Now),
	}
}

// Edges are the relations.
func (Company) Edges() []ent.Edge {
	return []ent.Edge{edge.To("employees", Employee.Type)}
}

// Employee is the second level.
type Employee struct{ ent.Schema }

// Annotations name the table.
func (Employee) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "employees"}}
}

// Fields are the columns.
func (Employee) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.String("name"),
		field.String("email"),
		field.Int64("salary"),
		field.Bool("active"),
		field.Int64("company_id"),
		field.Time("created_at").Default(time.Now),
		field.Time("updated_at").Optional().Nillable(),
	}
}

// Edges are the relations.
func (Employee) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("company", Company.Type).Ref("employees").Field("company_id").Unique().Required(),
		edge.To("tasks", Task.Type),
	}
}

// Task is the third level.
type Task struct{ ent.Schema }

// Annotations name the table.
func (Task) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "tasks"}}
}

// Fields are the columns.
func (Task) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.Int64("employee_id"),
		field.String("title"),
		field.Bool("done"),
	}
}

// Edges are the relations.
func (Task) Edges() []ent.Edge {
	return []ent.Edge{edge.From("employee", Employee.Type).Ref("tasks").Field("employee_id").Unique().Required()}
}
