package chinook_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

// What a catalog says of a database, as lines of text.
const (
	columnsSQL = `SELECT format('%s.%s %s %s%s%s', table_name, column_name, ordinal_position, data_type,
		'(' || concat_ws(',', character_maximum_length, numeric_precision, numeric_scale, datetime_precision) || ')',
		CASE is_nullable WHEN 'NO' THEN ' not null' END)
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
	keysSQL = `SELECT format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = $1 ORDER BY 1`
	indexesSQL = `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`
)

// catalog returns what the database says of its tables.
func catalog(t *testing.T, db *pgxpool.Pool) (columns, primary, foreign, indexes []string) {
	t.Helper()
	text := pgx.RowTo[string]
	return asked(t, db, text, columnsSQL), asked(t, db, text, keysSQL, "p"), asked(t, db, text, keysSQL, "f"), asked(t, db, text, indexesSQL)
}

func TestS01_S16_TheDefinitionsAreTheDatabase(t *testing.T) {
	t.Parallel()
	theirs, ours := store(t), pgtemp.New(t)
	require.NoError(t, chinook.Model.CreateAll(t.Context(), ours))

	columns, primary, foreign, indexes := catalog(t, theirs)
	require.Len(t, columns, 64)
	require.Len(t, primary, 11)
	require.Len(t, foreign, 11)

	ourColumns, ourPrimary, ourForeign, ourIndexes := catalog(t, ours)
	assert.Equal(t, columns, ourColumns, "every column, at its place, with its type and whether it may be NULL")
	assert.Equal(t, primary, ourPrimary)
	assert.Equal(t, foreign, ourForeign)
	assert.Equal(t, indexes, ourIndexes)
}

func TestS18_CreateAllLeavesTheStoreAlone(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	columns, primary, foreign, indexes := catalog(t, db)
	require.NoError(t, chinook.Model.CreateAll(ctx, db))
	nowColumns, nowPrimary, nowForeign, nowIndexes := catalog(t, db)
	assert.Equal(t, columns, nowColumns)
	assert.Equal(t, primary, nowPrimary)
	assert.Equal(t, foreign, nowForeign)
	assert.Equal(t, indexes, nowIndexes)

	require.NoError(t, chinook.Model.DropAll(ctx, db))
	var left int
	require.NoError(t, db.QueryRow(ctx, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&left))
	assert.Zero(t, left)
}
