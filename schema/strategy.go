package schema

import "github.com/rowan-go/rowan/internal/sqlast"

// Subquery loads related rows in the round trip of the query itself, which is repeated as a subquery. Where a query cannot
// be repeated, and below relations that come in another way, it does what [SelectIn] does.
const Subquery = sqlast.StrategySubquery
