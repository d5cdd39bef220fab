package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/bench/store"
)

const bobgen = "github.com/stephenafamo/bob/gen/bobgen-psql@v0.41.1"

func libraries() []library {
	return []library{
		{
			name: "rowan", use: rowanUse,
			packages: []string{"github.com/rowan-go/rowan/query", "github.com/rowan-go/rowan/schema"},
			write: func(_ context.Context, w *workshop, dir string, tables int) error {
				return w.write(filepath.Join(dir, "model.go"), rowanModel(tables))
			},
		},
		{
			name: "ent", use: entUse,
			packages: []string{"entgo.io/ent", "entgo.io/ent/dialect/sql/schema", "entgo.io/ent/dialect/sql/sqlgraph", "entgo.io/ent/schema/field"},
			write: func(_ context.Context, w *workshop, dir string, tables int) error {
				return w.write(filepath.Join(dir, "schema", "schema.go"), entSchema(tables))
			},
			generate: func(ctx context.Context, w *workshop, dir string, _ int) error {
				_, err := w.run(ctx, "", "tool", "ent", "generate", "./"+filepath.Join(dir, "schema"))
				return err
			},
		},
		{
			name: "bob", use: bobUse,
			packages: []string{"github.com/stephenafamo/bob/dialect/psql/...", "github.com/stephenafamo/bob/drivers/pgx", "github.com/stephenafamo/bob/orm", "github.com/aarondl/opt/omitnull", "github.com/stephenafamo/bob/types/pgtypes"},
			write:    func(context.Context, *workshop, string, int) error { return nil },
			generate: generateBob,
		},
	}
}

// generateBob makes the tables on a server, for bob reads them there.
func generateBob(ctx context.Context, w *workshop, dir string, tables int) (err error) {
	server, err := store.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	db, err := server.NewDatabase(ctx, store.Rows{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Drop(ctx)) }()
	err = db.With(ctx, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, "DROP TABLE tasks, employees, companies, seed; "+ddl(tables))
		return err
	})
	if err != nil {
		return err
	}
	config := fmt.Sprintf("psql:\n  dsn: %q\n  driver: github.com/jackc/pgx/v5/stdlib\nno_tests: true\nplugins:\n  dbinfo: {disabled: true}\n  enums: {disabled: true}\n"+
		"  factory: {disabled: true}\n  dberrors: {disabled: true}\n  models: {destination: %q, pkgname: model}\n", db.URL, "./"+dir)
	if err := w.write("bobgen.yaml", config); err != nil {
		return err
	}
	_, err = w.run(ctx, "", "run", bobgen, "-c", "bobgen.yaml")
	return err
}
