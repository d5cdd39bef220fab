// Package preload loads related objects, when it is told to and not otherwise.
//
// # Loading with a query
//
// [SelectIn] makes a loader for a relation, or for a path of several, that a query takes with With:
//
//	query.From(Companies).With(preload.SelectIn(CompanyEmployees))
//
// # Loading for objects at hand
//
// [Load] fills the relations of entities that were read before.
//
// # Relations that are always loaded
//
// A relation that was declared with schema.Always is loaded with every entity query; [None] switches it off for one.
package preload
