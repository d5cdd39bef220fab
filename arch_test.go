package rowan_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/rowan-go/rowan/"

// imports says which packages of the module each package may import. A new edge is added here, on purpose.
var imports = map[string]string{
	"civil":             "",
	"numeric":           "",
	"internal/graph":    "",
	"internal/sqltype":  "civil numeric",
	"internal/sqlast":   "internal/sqltype",
	"internal/render":   "internal/sqlast internal/sqltype",
	"internal/rowscan":  "civil numeric internal/sqltype",
	"internal/rowsend":  "civil numeric internal/sqltype internal/rowscan",
	"internal/holder":   "internal/rowscan internal/sqlast",
	"internal/draft":    "internal/sqltype internal/sqlast internal/rowscan internal/rowsend",
	"internal/sqllog":   "",
	"internal/identity": "internal/rowscan internal/sqlast internal/sqllog",
	"internal/prepared": "",
	"internal/bulk":     "internal/sqltype internal/rowscan internal/rowsend",
	"query": "civil numeric internal/sqltype internal/sqlast internal/render internal/rowscan internal/rowsend internal/holder " +
		"internal/identity internal/prepared internal/bulk internal/sqllog",
	"schema": "civil numeric internal/graph internal/sqltype internal/sqlast internal/render internal/rowscan internal/rowsend " +
		"internal/holder internal/draft query",
	"preload": "internal/sqltype internal/sqlast internal/render internal/rowscan internal/rowsend internal/holder internal/identity internal/sqllog " +
		"query schema",
	"uow": "internal/graph internal/sqltype internal/sqlast internal/render internal/rowscan internal/rowsend internal/holder " +
		"internal/identity internal/prepared internal/draft internal/bulk internal/sqllog query schema preload",
}

// outside is what the library may import beside the standard library.
var outside = []string{"github.com/jackc/pgx/v5", "github.com/Masterminds/squirrel"}

type goPackage struct {
	ImportPath string
	Standard   bool
	Imports    []string
	GoFiles    []string
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	for _, p := range listed(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		allowed, library := imports[name]
		if !library {
			continue
		}
		for _, i := range p.Imports {
			if own, ok := strings.CutPrefix(i, module); ok {
				assert.Contains(t, strings.Fields(allowed), own, "%s imports %s; add the edge to arch_test.go if it is meant", name, own)
				continue
			}
			if !strings.Contains(strings.SplitN(i, "/", 2)[0], ".") {
				continue
			}
			assert.True(t, slices.ContainsFunc(outside, func(o string) bool { return i == o || strings.HasPrefix(i, o+"/") }),
				"%s imports %s; the library depends on pgx and squirrel alone", name, i)
		}
	}
}

func TestUnsafeStaysWhereValuesAreReadAndSent(t *testing.T) {
	t.Parallel()
	for _, p := range listed(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if slices.Contains(p.Imports, "unsafe") {
			assert.Contains(t, []string{"internal/rowscan", "internal/rowsend"}, name, "only these two may import unsafe")
		}
	}
}

func listed(t *testing.T) (packages []goPackage) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Standard,Imports,GoFiles", "./...").Output()
	require.NoError(t, err)
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
}
