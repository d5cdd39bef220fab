// Package source reads Go's own source tree into plain values: packages,
// files, declarations, imports and the releases that symbols came with. It
// knows nothing of a database.
//
// # Reading a tree
//
// [Find] asks the go command where the tree is, [Open] lists it, which is
// quick, and [Tree.Parse] parses it on all cores and hands out one package
// at a time, parents before children:
//
//	tree, err := source.Open(root)
//	for pkg, err := range tree.Parse(ctx) {
//		for _, file := range pkg.Files {
//			fmt.Println(file.Path, len(file.Declarations))
//		}
//	}
//
// What is read: every .go file below src, except in testdata and in folders
// that the go command ignores too (those that begin with "_" or ".").
package source
