// Package sqltrace records which statements ran on a pool, in which order, with how many rows, and how often the server was asked.
//
// A test records on a pool of its own and compares:
//
//	pool, trace := sqltrace.Record(t, pgtemp.New(t))
//	… // what is tested
//	assert.Equal(t, []string{"begin", "insert into …", "commit"}, trace.SQL())
//	assert.Equal(t, 3, trace.RoundTrips())
package sqltrace
