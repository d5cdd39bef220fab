package compilefail

import (
	"path/filepath"
	"strings"
	"testing"
)

// Check type-checks every Go file in dir, each as a package of its own, in a subtest with the name of the file.
// A case (name.go) must have exactly one error, on the line that ends in a comment // want "regular expression", whose
// message matches; its twin (name_good.go) must be there and have none.
func Check(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("compilefail: no Go files in %s (%v)", dir, err)
	}
	checker, err := newChecker(t.Context(), dir, paths)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".go"), func(t *testing.T) {
			for _, complaint := range checker.check(path) {
				t.Error(complaint)
			}
		})
	}
}

// twinOf returns the good file that belongs to a case, and whether path is a case.
func twinOf(path string) (twin string, isCase bool) {
	base := strings.TrimSuffix(path, ".go")
	return base + "_good.go", !strings.HasSuffix(base, "_good")
}
