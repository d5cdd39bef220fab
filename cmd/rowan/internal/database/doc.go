// Package database finds the server that the command works with: the one that
// a URL names, or a throw-away one, and keeps the demo's tables apart from
// what else is there.
//
// No error of this package holds a password.
package database
