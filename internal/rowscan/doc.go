// Package rowscan decodes the values that PostgreSQL sends into Go values whose types were known when the query was built.
package rowscan
