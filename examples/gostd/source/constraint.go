package source

import (
	"go/ast"
	"go/build/constraint"
	"slices"
	"strings"
)

// The names that a file name may end in to be built only there, as the go
// command knows them.
const (
	systems = " aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos "

	architectures = " 386 amd64 amd64p32 arm arm64 arm64be armbe loong64 mips mips64 mips64le mips64p32 mips64p32le mipsle " +
		"ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm "
)

// constraintOf returns the expression of the //go:build line, empty if there
// is none, and every tag that the expression or the file's name speaks of.
func constraintOf(file *ast.File, name string) (expression string, tags []string) {
	tags = tagsOfName(name)
	for _, group := range file.Comments {
		if group.Pos() >= file.Package {
			break
		}
		for _, comment := range group.List {
			if !constraint.IsGoBuild(comment.Text) {
				continue
			}
			if parsed, err := constraint.Parse(comment.Text); err == nil {
				expression = parsed.String()
				tags = appendTags(tags, parsed)
			}
		}
	}
	slices.Sort(tags)
	return expression, slices.Compact(tags)
}

// tagsOfName reads name_GOOS, name_GOARCH and name_GOOS_GOARCH, each perhaps
// with _test behind it.
func tagsOfName(name string) []string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".go"), "_test")
	parts := strings.Split(name, "_")
	if len(parts) < 2 {
		return nil
	}
	parts = parts[1:]
	last := parts[len(parts)-1]
	switch {
	case isOneOf(architectures, last):
		if len(parts) > 1 && isOneOf(systems, parts[len(parts)-2]) {
			return []string{parts[len(parts)-2], last}
		}
		return []string{last}
	case isOneOf(systems, last):
		return []string{last}
	default:
		return nil
	}
}

// isOneOf looks a word up in a list with blanks around each word.
func isOneOf(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// appendTags adds the tags of an expression, as often as they stand there.
func appendTags(tags []string, expression constraint.Expr) []string {
	switch x := expression.(type) {
	case *constraint.TagExpr:
		return append(tags, x.Tag)
	case *constraint.NotExpr:
		return appendTags(tags, x.X)
	case *constraint.AndExpr:
		return appendTags(appendTags(tags, x.X), x.Y)
	case *constraint.OrExpr:
		return appendTags(appendTags(tags, x.X), x.Y)
	default:
		return tags
	}
}
