package source_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/examples/gostd/source"
)

func TestDeclaration_AFunction(t *testing.T) {
	t.Parallel()
	assert.Equal(t, source.Declaration{
		Kind:      source.Func,
		Name:      "New",
		Exported:  true,
		Doc:       "New returns an error that says text.\n\nEach call returns another error.\n",
		Signature: "func New(text string) error",
		Params:    []source.Param{{Name: "text", Type: "string"}},
		StartLine: 7,
		EndLine:   9,
		Since:     "go1",
	}, file(t, "errors", "errors/errors.go").Declarations[0])
}

func TestDeclaration_AMethodOfAGenericType(t *testing.T) {
	t.Parallel()
	declarations := file(t, "container/list", "container/list/list.go").Declarations

	length := declarations[1]
	assert.Equal(t, source.Method, length.Kind)
	assert.Equal(t, "*List[T]", length.Receiver)
	assert.Equal(t, "go1.1", length.Since)
	assert.Equal(t, "func Map[T any](items []T, fn func(T) T) []T", declarations[2].Signature, "on one line, without the comment inside")
	assert.Equal(t, "go1.2", declarations[2].Since)
}

func TestDeclaration_AGroupHasOneForEachName(t *testing.T) {
	t.Parallel()
	type row struct {
		kind           source.Kind
		name, doc, sig string
		start, end     int
	}
	rows := func(pkg, path string) (list []row) {
		for _, d := range file(t, pkg, path).Declarations {
			list = append(list, row{d.Kind, d.Name, d.Doc, d.Signature, d.StartLine, d.EndLine})
		}
		return list
	}
	assert.Equal(t, []row{
		{source.Type, "Flags", "Flags say what an interface can do.\n", "type Flags uint", 5, 5},
		{source.Const, "FlagUp", "FlagUp says that it is up.\n", "const FlagUp Flags = 1 << iota", 8, 8},
		{source.Const, "FlagLoop", "FlagLoop says that it is its own end.\n", "const FlagLoop", 9, 9},
		{source.Const, "first", "", "const first = FlagUp", 10, 10},
		{source.Const, "last", "", "const last = FlagLoop", 10, 10},
	}, rows("net", "net/net.go"))
	assert.Equal(t, []row{
		{source.Var, "EOF", "EOF is the end.\n", `var EOF = errors.New("EOF")`, 7, 7},
		{source.Type, "Reader", "Reader reads.\n", "type Reader interface", 12, 14},
		{source.Type, "Writer", "", "type Writer interface", 16, 18},
		{source.Type, "ByteWriter", "ByteWriter writes a byte.\n", "type ByteWriter interface", 20, 20},
		{source.Var, "_", "", "var _ Writer = nil", 23, 23},
		{source.Var, "discard", "", "var discard Writer = nil", 23, 23},
	}, rows("io", "io/io.go"))
}

func TestDeclaration_ReleasesAreForTheLibraryAlone(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "go1", file(t, "net", "net/net.go").Declarations[1].Since, "listed for each system, counted once")
	assert.Equal(t, "go1", file(t, "net/http", "net/http/header.go").Declarations[1].Since, "a later release repeats it")
	assert.Empty(t, file(t, "internal/tiny", "internal/tiny/tiny.go").Declarations[0].Since)
}
