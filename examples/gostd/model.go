package gostd

import "github.com/rowan-go/rowan/schema"

// The relations. They are values of their own, so two tables may refer to
// each other; the two sides of one foreign key know that they are one.
var (
	PackageParent   = schema.ManyToOne(Packages.ParentID, Packages.ID, func(p *Package) *schema.One[Package] { return &p.Parent })
	PackageChildren = schema.OneToMany(Packages.ID, Packages.ParentID, func(p *Package) *schema.Many[Package] { return &p.Children })

	FilePackage  = schema.ManyToOne(Files.PackageID, Packages.ID, func(f *File) *schema.One[Package] { return &f.Package })
	PackageFiles = schema.OneToMany(Packages.ID, Files.PackageID, func(p *Package) *schema.Many[File] { return &p.Files })

	DeclarationFile  = schema.ManyToOne(Declarations.FileID, Files.ID, func(d *Declaration) *schema.One[File] { return &d.File })
	FileDeclarations = schema.OneToMany(Files.ID, Declarations.FileID, func(f *File) *schema.Many[Declaration] { return &f.Declarations })

	DeclarationRelease = schema.ManyToOne(Declarations.Since, Releases.Version, func(d *Declaration) *schema.One[Release] { return &d.Release })

	ImportFile    = schema.ManyToOne(Imports.FileID, Files.ID, func(i *Import) *schema.One[File] { return &i.File })
	ImportPackage = schema.ManyToOne(Imports.PackageID, Packages.ID, func(i *Import) *schema.One[Package] { return &i.Package })
	FileImports   = schema.OneToMany(Files.ID, Imports.FileID, func(f *File) *schema.Many[Import] { return &f.Imports })
)

// Model is all tables and relations together.
var Model = schema.NewModel(
	Releases, Packages, Files, Declarations, Imports,
	PackageParent, PackageChildren, FilePackage, PackageFiles, DeclarationFile, FileDeclarations, DeclarationRelease,
	ImportFile, ImportPackage, FileImports,
)
