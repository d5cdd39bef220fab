// Package sqlast holds statements as plain data: tables, expressions and clauses, before they become text.
//
// The nodes are a sealed set. Each switch over them is complete, and only package render turns them into SQL.
package sqlast
