package gostd

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/query"
)

// Counts says how many rows [Load] wrote.
type Counts struct {
	Packages, Files, Declarations, Imports, Releases int
}

// Rows is the sum.
func (c Counts) Rows() int { return c.Packages + c.Files + c.Declarations + c.Imports + c.Releases }

// Load writes a whole source tree into the tables of [Model], parsing
// ahead while the server works. Each package is written when it is read, and
// stays when a later one fails. progress is told how many files are done; it
// may be nil.
func Load(ctx context.Context, pool *pgxpool.Pool, tree *source.Tree, progress func(files int)) (Counts, error) {
	l := &loader{
		pool: pool, progress: progress, packages: map[string]int64{},
		declarations: buffer[Declaration]{pool: pool, table: Declarations},
	}
	if l.progress == nil {
		l.progress = func(int) {}
	}
	if err := l.load(ctx, tree); err != nil {
		return l.counts, fmt.Errorf("gostd: load %s: %w", tree.Root, err)
	}
	return l.counts, nil
}

// A loader is one run of Load.
type loader struct {
	pool         *pgxpool.Pool
	progress     func(files int)
	counts       Counts
	packages     map[string]int64 // key by path
	declarations buffer[Declaration]
	imports      []pendingImport
}

// A pendingImport waits until all packages have their keys.
type pendingImport struct {
	file  int64
	path  string
	alias string
}

func (l *loader) load(ctx context.Context, tree *source.Tree) error {
	if err := l.writeReleases(ctx, tree.Releases); err != nil {
		return err
	}
	for pkg, err := range tree.Parse(ctx) {
		if err != nil {
			return err
		}
		if err := l.writePackage(ctx, pkg); err != nil {
			return err
		}
		l.counts.Files += len(pkg.Files)
		l.progress(l.counts.Files)
	}
	if err := l.declarations.flush(ctx); err != nil {
		return err
	}
	l.counts.Declarations = l.declarations.written
	return l.writeImports(ctx)
}

func (l *loader) writeReleases(ctx context.Context, releases []source.Release) error {
	rows := buffer[Release]{pool: l.pool, table: Releases}
	for _, r := range releases {
		if err := rows.add(ctx, &Release{Version: r.Version, Minor: int32(r.Minor), Symbols: int32(r.Symbols)}); err != nil {
			return err
		}
	}
	err := rows.flush(ctx)
	l.counts.Releases = rows.written
	return err
}

// writePackage inserts a package and its files, whose keys come back, and
// queues what belongs to the files.
func (l *loader) writePackage(ctx context.Context, from *source.Package) error {
	insert := query.Insert(Packages).Row(
		Packages.Path.Set(from.Path),
		Packages.Name.SetPtr(known(from.Name)),
		Packages.Doc.Set(from.Doc),
		Packages.ParentID.SetPtr(l.parent(from.Parent)),
	)
	id, err := query.Returning(insert, Packages.ID).Rows(ctx, l.pool).One()
	if err != nil {
		return err
	}
	l.packages[from.Path] = id
	l.counts.Packages++
	if len(from.Files) == 0 {
		return nil
	}
	keys, err := l.writeFiles(ctx, id, from.Files)
	if err != nil {
		return err
	}
	for i := range from.Files {
		if err := l.queue(ctx, keys[from.Files[i].Path], &from.Files[i]); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) parent(path string) *int64 {
	if id, found := l.packages[path]; found {
		return &id
	}
	return nil
}

// writeFiles inserts the files of one package and returns their keys by path.
func (l *loader) writeFiles(ctx context.Context, pkg int64, from []source.File) (map[string]int64, error) {
	rows := make([]*File, len(from))
	for i := range from {
		rows[i] = newFile(pkg, &from[i])
	}
	written, err := query.Returning2(query.InsertEntities(Files, rows), Files.Path, Files.ID).Rows(ctx, l.pool).All()
	keys := make(map[string]int64, len(written))
	for _, row := range written {
		keys[row.V1] = row.V2
	}
	return keys, err
}

// queue adds a file's declarations to those that wait, and its imports to
// what is written last.
func (l *loader) queue(ctx context.Context, file int64, from *source.File) error {
	for _, i := range from.Imports {
		l.imports = append(l.imports, pendingImport{file: file, path: i.Path, alias: i.Alias})
	}
	for i := range from.Declarations {
		if err := l.declarations.add(ctx, newDeclaration(file, &from.Declarations[i])); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) writeImports(ctx context.Context) error {
	rows := buffer[Import]{pool: l.pool, table: Imports}
	for _, i := range l.imports {
		if err := rows.add(ctx, &Import{FileID: i.file, PackageID: l.packages[i.path], Alias: known(i.alias)}); err != nil {
			return err
		}
	}
	err := rows.flush(ctx)
	l.counts.Imports = rows.written
	return err
}
