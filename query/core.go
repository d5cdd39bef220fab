package query

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// core is a finished statement without its types.
type core struct {
	stmt    sqlast.Stmt
	items   []item
	loaders []Loading
	errs    []error // what the builder was given wrong; reported by the call that renders or runs
	direct  bool    // see Detached
	exact   bool    // result helpers add no limit of their own
	whole   bool    // the row is the first column: all items are fields of one struct
	memo    memo
	done    *statement // of a compiled query without parameters

	companions companions
}

// extend returns old with more behind it, sharing nothing that a caller could write to.
func extend(old, more []sqlast.Expr) []sqlast.Expr {
	return append(slices.Clip(old), more...)
}
