// Package sqllog tells a program which statements were sent for it, and what became of them. Package query has what programs
// see of it; here is what packages query and uow share.
//
// A [Log] is nil where nobody listens, and so are the trips that it makes: all of their methods may be called then, and do
// nothing but hand on what they were given.
package sqllog
