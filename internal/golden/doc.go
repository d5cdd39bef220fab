// Package golden compares what a test made with files that a person has read.
//
// The files are in the testdata folder of the package under test. `go test ./… -update` writes them anew; the change is then
// read like any other. [SQL] also has the server prepare the statement, so a file never holds wrong SQL.
package golden
