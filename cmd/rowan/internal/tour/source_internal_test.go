package tour

import (
	"go/parser"
	"go/token"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCodeOf_EveryStepShowsCodeThatParses(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, step := range Steps() {
		code, err := codeOf(step.Run)
		require.NoError(t, err, step.Title)
		assert.Empty(t, seen[code], "%s shows the same code", step.Title)
		seen[code] = step.Title
		_, err = parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() {\n"+code+"}\n", 0)
		require.NoError(t, err, "%s:\n%s", step.Title, code)
	}
}

func TestShownIn(t *testing.T) {
	t.Parallel()
	const text = `package p

func other() {
	// show
	b := 2
	// end
}

func step() {
	if true {
		// show
		a := 1
		if a > 0 {
			a++
		}

		// end
	}
}

func blank() {
	// show
	// end
}

func bare() {}
`
	code, found, err := shownIn("p.go", []byte(text), "step")
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "a := 1\nif a > 0 {\n    a++\n}\n\n", code)

	_, found, err = shownIn("p.go", []byte(text), "absent")
	require.NoError(t, err)
	assert.False(t, found)
	for _, name := range []string{"blank", "bare"} {
		_, _, err = shownIn("p.go", []byte(text), name)
		require.ErrorIs(t, err, ErrNotShown, name)
	}
}
