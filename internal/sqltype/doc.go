// Package sqltype says which PostgreSQL type stands for which Go type.
package sqltype
