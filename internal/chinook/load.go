package chinook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Load makes the tables of Chinook in the database of a URL and fills them from its authors' file. The file begins by
// making a database of its own and going there, in three lines that are left out.
func Load(ctx context.Context, url, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("chinook: %w", err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("chinook: %w", err)
	}
	_, err = conn.PgConn().Exec(ctx, insideOneDatabase(string(text))).ReadAll()
	if err = errors.Join(err, conn.Close(ctx)); err != nil {
		return fmt.Errorf("chinook: run %s: %w", file, err)
	}
	return nil
}

// insideOneDatabase drops the lines that are about whole databases: two statements and a command of psql.
func insideOneDatabase(text string) string {
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "DROP DATABASE ") && !strings.HasPrefix(line, "CREATE DATABASE ") && !strings.HasPrefix(line, `\c `) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}
