package gostd

import "github.com/rowan-go/rowan/schema"

// An Import joins a file and a package that it imports. The two are its key;
// the alias is what the file calls the package.
type Import struct {
	FileID    int64
	PackageID int64
	Alias     *string

	File    schema.One[File]
	Package schema.One[Package]
}

type imports struct {
	schema.Table[Import, schema.Key2[int64, int64]]
	FileID    schema.Col[int64]
	PackageID schema.Col[int64]
	Alias     schema.NullCol[string]
}

// Imports is the table of imports.
var Imports = schema.Define("imports", func(d *schema.Def, t *imports, i *Import) {
	schema.Map(d, &t.FileID, "file_id", &i.FileID).References(Files.ID)
	schema.Map(d, &t.PackageID, "package_id", &i.PackageID).References(Packages.ID).Index()
	schema.MapNull(d, &t.Alias, "alias", &i.Alias)
	schema.PrimaryKey2(&t.Table, t.FileID, t.PackageID)
})
