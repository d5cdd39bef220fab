// Package sqltype says which PostgreSQL type stands for which Go type.
//
// [Of] gives the default of a Go type, [Named] the type that a definition names itself. Named Go types map like the
// type beneath them, pointers like what they point at. Types that convert themselves ([database/sql.Scanner], pgtype's
// interfaces) have no default: only their author knows what they hold.
package sqltype
