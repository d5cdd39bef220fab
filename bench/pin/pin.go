// Package pin puts the client and the database server on one core.
//
// A round trip of 30 µs takes two to four times as long where the scheduler lets client and server wake each other on two cores, and
// it changes its mind every few milliseconds; a ratio of two such times says which of them was lucky. On one core
// the time is the work of both.
package pin

import "errors"

// ErrElsewhere says that client and server cannot be put on one core: the server runs on another machine or under another
// user, or the system has no such call.
var ErrElsewhere = errors.New("pin: client and server cannot be put on one core")
