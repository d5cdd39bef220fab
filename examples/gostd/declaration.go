package gostd

import (
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/schema"
)

// A Kind tells declarations apart: source.Const, source.Func and so on.
type Kind = source.Kind

// Kinds is their enum type in the database.
var Kinds = schema.DefineEnum("declaration_kind", source.Const, source.Var, source.Type, source.Func, source.Method)

// A Declaration is one name that a file declares.
type Declaration struct {
	ID        int64
	FileID    int64
	Kind      Kind
	Name      string
	Receiver  *string // of a method: "*Buffer"
	Exported  bool
	Doc       string
	Signature string
	Params    []source.Param // jsonb: a list of names and types
	StartLine int32
	EndLine   int32
	Since     *string // the release that brought it, if one promises it

	File    schema.One[File]
	Release schema.One[Release]
}

type declarations struct {
	schema.Table[Declaration, int64]
	ID        schema.Owned[int64]
	FileID    schema.Col[int64]
	Kind      schema.Col[Kind]
	Name      schema.Col[string]
	Receiver  schema.NullCol[string]
	Exported  schema.Col[bool]
	Doc       schema.Col[string]
	Signature schema.Col[string]
	Params    schema.Col[[]source.Param]
	StartLine schema.Col[int32]
	EndLine   schema.Col[int32]
	Since     schema.NullCol[string]
}

// Declarations is the table of declarations.
var Declarations = schema.Define("declarations", func(d *schema.Def, t *declarations, x *Declaration) {
	schema.Map(d, &t.ID, "id", &x.ID).Identity()
	schema.Map(d, &t.FileID, "file_id", &x.FileID).References(Files.ID).Index()
	schema.Map(d, &t.Kind, "kind", &x.Kind).Enum(Kinds)
	schema.Map(d, &t.Name, "name", &x.Name).Index()
	schema.MapNull(d, &t.Receiver, "receiver", &x.Receiver)
	schema.Map(d, &t.Exported, "exported", &x.Exported)
	schema.Map(d, &t.Doc, "doc", &x.Doc).Default("")
	schema.Map(d, &t.Signature, "signature", &x.Signature)
	schema.Map(d, &t.Params, "params", &x.Params)
	schema.Map(d, &t.StartLine, "start_line", &x.StartLine)
	schema.Map(d, &t.EndLine, "end_line", &x.EndLine)
	schema.MapNull(d, &t.Since, "since", &x.Since).References(Releases.Version)
	schema.PrimaryKey(&t.Table, t.ID)
	d.Check(t.EndLine.GeExpr(t.StartLine))
})
