// Package report turns measured results into a page of tables and plots.
package report
