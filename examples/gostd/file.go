package gostd

import (
	"time"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A File is one .go file of a package.
type File struct {
	Record
	PackageID  int64
	Path       string // "net/http/server.go"
	Test       bool
	Constraint *string  // the expression of its //go:build line
	Tags       []string // the build tags that line and name speak of
	Lines      int32
	Bytes      int32
	SHA256     []byte
	ModifiedAt time.Time

	Package      schema.One[Package]
	Declarations schema.Many[Declaration]
	Imports      schema.Many[Import]
}

type files struct {
	schema.Table[File, int64]
	record
	PackageID  schema.Col[int64]
	Path       schema.Col[string]
	Test       schema.Col[bool]
	Constraint schema.NullCol[string]
	Tags       schema.Col[[]string]
	Lines      schema.Col[int32]
	Bytes      schema.Col[int32]
	SHA256     schema.Col[[]byte]
	ModifiedAt schema.Col[time.Time]
	PathUnique schema.UniqueKey
}

// Files is the table of files.
var Files = schema.Define("files", func(d *schema.Def, t *files, f *File) {
	mapRecord(d, &t.record, &f.Record)
	schema.Map(d, &t.PackageID, "package_id", &f.PackageID).References(Packages.ID).Index()
	schema.Map(d, &t.Path, "path", &f.Path)
	schema.Map(d, &t.Test, "test", &f.Test)
	schema.MapNull(d, &t.Constraint, "build_constraint", &f.Constraint)
	schema.Map(d, &t.Tags, "tags", &f.Tags)
	schema.Map(d, &t.Lines, "lines", &f.Lines)
	schema.Map(d, &t.Bytes, "bytes", &f.Bytes)
	schema.Map(d, &t.SHA256, "sha256", &f.SHA256)
	schema.Map(d, &t.ModifiedAt, "modified_at", &f.ModifiedAt)
	schema.PrimaryKey(&t.Table, t.ID)
	t.PathUnique = d.Unique(t.Path)
	d.Check(query.Ge(t.Lines, 0))
})
