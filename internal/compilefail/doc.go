// Package compilefail checks that what must not compile does not, for the reason it should not.
//
// The cases are Go files in a testdata folder, which no build looks at. Each says on the line of its one mistake what the compiler must
// say, and stands beside a good twin that differs in the mistake alone and compiles:
//
//	testdata/compilefail/wrong_key.go        uow.Get(ctx, s, Companies, "1") // want "cannot use"
//	testdata/compilefail/wrong_key_good.go   uow.Get(ctx, s, Companies, 1)
//
// The twin shows that the case fails for its own reason and not because of a name that has changed since.
package compilefail
