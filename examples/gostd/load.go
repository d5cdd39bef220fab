package gostd

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Counts says how many rows [Load] wrote.
type Counts struct {
	Packages, Files, Declarations, Imports, Releases int
}

// Rows is the sum.
func (c Counts) Rows() int { return c.Packages + c.Files + c.Declarations + c.Imports + c.Releases }

// Load writes a whole source tree into the tables that [Create] made, parsing
// ahead while the server works. Each package is written when it is read, and
// stays when a later one fails. progress is told how many files are done; it
// may be nil.
func Load(ctx context.Context, pool *pgxpool.Pool, tree *source.Tree, progress func(files int)) (Counts, error) {
	l := &loader{pool: pool, progress: progress, packages: map[string]int64{}}
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
	declarations rowBuffer
	imports      []pendingImport
}

// A pendingImport waits until all packages have their keys.
type pendingImport struct {
	file  int64
	path  string
	alias string
}

func (l *loader) load(ctx context.Context, tree *source.Tree) error {
	l.declarations = rowBuffer{pool: l.pool, insert: query.Insert(Declarations)}
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
	rows := rowBuffer{pool: l.pool, insert: query.Insert(Releases)}
	for _, r := range releases {
		err := rows.add(
			ctx,
			Releases.Version.Set(r.Version),
			Releases.Minor.Set(int32(r.Minor)),
			Releases.Symbols.Set(int32(r.Symbols)),
		)
		if err != nil {
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
	rows := make([][]schema.Assignment, len(from))
	for i := range from {
		f := &from[i]
		rows[i] = []schema.Assignment{
			Files.PackageID.Set(pkg),
			Files.Path.Set(f.Path),
			Files.Test.Set(f.Test),
			Files.Constraint.SetPtr(known(f.Constraint)),
			Files.Tags.Set(f.Tags),
			Files.Lines.Set(int32(f.Lines)),
			Files.Bytes.Set(int32(f.Bytes)),
			Files.SHA256.Set(f.SHA256),
			Files.ModifiedAt.Set(f.Modified),
		}
	}
	written, err := query.Returning2(query.Insert(Files).Rows(rows...), Files.Path, Files.ID).Rows(ctx, l.pool).All()
	keys := make(map[string]int64, len(written))
	for _, row := range written {
		keys[row.V1] = row.V2
	}
	return keys, err
}

// queue adds a file's declarations to the next statement and its imports to
// the last ones.
func (l *loader) queue(ctx context.Context, file int64, from *source.File) error {
	for _, i := range from.Imports {
		l.imports = append(l.imports, pendingImport{file: file, path: i.Path, alias: i.Alias})
	}
	for i := range from.Declarations {
		d := &from.Declarations[i]
		err := l.declarations.add(
			ctx,
			Declarations.FileID.Set(file),
			Declarations.Kind.Set(d.Kind),
			Declarations.Name.Set(d.Name),
			Declarations.Receiver.SetPtr(known(d.Receiver)),
			Declarations.Exported.Set(d.Exported),
			Declarations.Doc.Set(d.Doc),
			Declarations.Signature.Set(d.Signature),
			Declarations.Params.Set(d.Params),
			Declarations.StartLine.Set(int32(d.StartLine)),
			Declarations.EndLine.Set(int32(d.EndLine)),
			Declarations.Since.SetPtr(known(d.Since)),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) writeImports(ctx context.Context) error {
	rows := rowBuffer{pool: l.pool, insert: query.Insert(Imports)}
	for _, i := range l.imports {
		err := rows.add(
			ctx,
			Imports.FileID.Set(i.file),
			Imports.PackageID.Set(l.packages[i.path]),
			Imports.Alias.SetPtr(known(i.alias)),
		)
		if err != nil {
			return err
		}
	}
	err := rows.flush(ctx)
	l.counts.Imports = rows.written
	return err
}

// known makes an empty text the absence of one.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
