package gostd

import "github.com/rowan-go/rowan/schema"

// A Package is a folder of the source tree. Packages form a tree of their
// own, by path.
type Package struct {
	Record
	Path     string  // "net/http"
	Name     *string // as its files say: "http"; nil for a folder that only groups others
	Doc      string  // the package comment
	ParentID *int64  // nil at the top

	Parent   schema.One[Package]
	Children schema.Many[Package]
	Files    schema.Many[File]
}

type packages struct {
	schema.Table[Package, int64]
	record
	Path       schema.Col[string]
	Name       schema.NullCol[string]
	Doc        schema.Col[string]
	ParentID   schema.NullCol[int64]
	PathUnique schema.UniqueKey
}

// Packages is the table of packages.
var Packages = schema.Define("packages", func(d *schema.Def, t *packages, p *Package) {
	mapRecord(d, &t.record, &p.Record)
	schema.Map(d, &t.Path, "path", &p.Path)
	schema.MapNull(d, &t.Name, "name", &p.Name)
	schema.Map(d, &t.Doc, "doc", &p.Doc).Default("")
	schema.MapNull(d, &t.ParentID, "parent_id", &p.ParentID).References(t.ID).Index()
	schema.PrimaryKey(&t.Table, t.ID)
	t.PathUnique = d.Unique(t.Path)
})
