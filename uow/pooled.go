package uow

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ForPooler makes config one for a transaction pooler, such as PgBouncer in transaction mode, as [Open] does where
// [Options].Pooled is set: statements are described and not prepared by name (pgx's cache_describe; exec and simple_protocol
// are left as they are). It returns [ErrPooled] where the configuration has a start-up parameter, such as search_path or
// statement_timeout, that a pooler has no place for.
func ForPooler(config *pgxpool.Config) error {
	for _, name := range slices.Sorted(maps.Keys(config.ConnConfig.RuntimeParams)) {
		if !slices.Contains(passing, strings.ToLower(name)) {
			return fmt.Errorf("%w: the start-up parameter %s does not belong to one transaction; take it out of the URL, and set it for "+
				"the role or the database, or use the options of the session", ErrPooled, name)
		}
	}
	if prepares(config.ConnConfig.DefaultQueryExecMode) {
		config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	return nil
}

// passing are the start-up parameters that PgBouncer keeps for each client.
var passing = []string{"application_name", "client_encoding", "datestyle", "timezone", "standard_conforming_strings"}

// prepares reports whether statements outlive their transaction in mode: by a name of their own, or as the one without a
// name, which describe_exec fills in one round trip and runs in the next.
func prepares(mode pgx.QueryExecMode) bool {
	return mode == pgx.QueryExecModeCacheStatement || mode == pgx.QueryExecModeDescribeExec
}

// poolable tells why sessions on db are not safe behind a transaction pooler, if they are not.
func poolable(db Source) error {
	var config *pgx.ConnConfig
	switch db := db.(type) {
	case *pgxpool.Pool:
		if db != nil {
			config = db.Config().ConnConfig
		}
	case *pgxpool.Conn:
		if db != nil && db.Conn() != nil {
			config = db.Conn().Config()
		}
	case *pgx.Conn:
		if db != nil {
			config = db.Config()
		}
	}
	if config == nil { // whoever takes a connection says what is wrong with it
		return nil
	}
	if !prepares(config.DefaultQueryExecMode) {
		return nil
	}
	return fmt.Errorf("%w: the session's connections prepare statements (%s), which another client would meet; "+
		"open the pool with uow.Open and Options.Pooled, or with uow.ForPooler, or put default_query_exec_mode=cache_describe into its URL",
		ErrPooled, config.DefaultQueryExecMode)
}
