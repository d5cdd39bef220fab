// Package preload loads related objects, when it is told to and not otherwise.
//
// # Loading with a query
//
// [SelectIn] makes a loader for a relation, or for a path of several, that a query takes with With:
//
//	query.From(Companies).With(preload.SelectIn(CompanyEmployees))
//
// The loaders of a query are put together: what their paths have in common is loaded once, and relations of the same
// objects are asked for in one round trip.
//
// # Loading in the round trip of the query
//
// [Subquery] repeats the query as a subquery, so that a path of any length travels with it.
//
// # Loading for objects at hand
//
// [Load] fills the relations of entities that were read before, [LoadAll] several in one round trip.
//
// # Relations that are always loaded
//
// A relation that was declared with schema.Always is loaded with every entity query; [None] switches it off for one.
package preload
