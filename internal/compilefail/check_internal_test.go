package compilefail

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheckAcceptsCasesThatFailAsTheySay(t *testing.T) {
	t.Parallel()
	Check(t, filepath.Join("testdata", "good"))
}

func TestCheckerComplains(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("testdata", "bad")
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	checker, err := newChecker(t.Context(), dir, paths)
	require.NoError(t, err)

	cases := []struct{ name, want string }{
		{"compiles", "compiles, and must not"},
		{"two_errors", "has 2 errors"},
		{"other_reason", "unexpected: undefined: missing"},
		{"other_line", "other_line.go:3:13: unexpected: cannot use"},
		{"without_want", "a case wants one error, this one wants 0"},
		{"alone", "its twin alone_good.go is missing"},
		{"twin", ""},
		{"twin_good", "a twin wants no error"},
		{"odd_want", `write the comment as // want "regular expression"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(checker.check(filepath.Join(dir, c.name+".go")), "\n")
			if c.want == "" {
				assert.Empty(t, got)
			} else {
				assert.Contains(t, got, c.want)
			}
		})
	}
}

func TestCheckerNeedsWhatIsImported(t *testing.T) {
	t.Parallel()
	checker := &checker{exports: map[string]string{}}
	require.ErrorContains(t, checker.build(t.Context(), ".", []string{"github.com/rowan-go/rowan/no/such/package"}), "no/such/package")
	_, err := checker.open("fmt")
	require.ErrorContains(t, err, "fmt was not built")
}
