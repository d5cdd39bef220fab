// Package draft knows what was said about a new object that is not stored yet: which columns were given, and which were
// left to a default.
//
// [Assign] makes that exact. For an object that was built as a struct there is only its zero fields to go by, and
// [Decide] follows rules that refuse what could be meant in two ways.
package draft
