package golden

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Text compares got with the file testdata/name of the package under test. With -update it writes the file.
func Text(t testing.TB, name, got string) {
	t.Helper()
	compare(t, filepath.Join("testdata", filepath.FromSlash(name)), got, *update)
}

func compare(t testing.TB, path, got string, rewrite bool) {
	t.Helper()
	if rewrite {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Errorf("golden: write %s: %v", path, err)
		}
		return
	}
	want, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Errorf("golden: %s does not exist; write it with `go test -update` and read it", path)
	case err != nil:
		t.Errorf("golden: read %s: %v", path, err)
	default:
		assert.Equal(t, string(want), got, "%s differs; where the new text is right, write it with `go test -update`", path)
	}
}
