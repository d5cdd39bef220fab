package schema

// Model is all tables of a program together.
type Model struct{ tables []*definition }

// ModelItem is a table or a relation.
type ModelItem interface{}

func NewModel(items ...ModelItem) *Model { return &Model{} }
