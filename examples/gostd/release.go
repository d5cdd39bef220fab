package gostd

import "github.com/rowan-go/rowan/schema"

// A Release is a version of Go. Its key is natural: the version itself.
type Release struct {
	Version string // "go1.21"
	Minor   int32  // 21
	Symbols int32  // how many names it added to the library
}

type releases struct {
	schema.Table[Release, string]
	Version schema.Col[string]
	Minor   schema.Col[int32]
	Symbols schema.Col[int32]
}

// Releases is the table of releases.
var Releases = schema.Define("releases", func(d *schema.Def, t *releases, r *Release) {
	schema.Map(d, &t.Version, "version", &r.Version)
	schema.Map(d, &t.Minor, "minor", &r.Minor)
	schema.Map(d, &t.Symbols, "symbols", &r.Symbols)
	schema.PrimaryKey(&t.Table, t.Version)
	d.Unique(t.Minor)
})
