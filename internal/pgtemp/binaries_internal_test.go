package pgtemp

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeBinaries makes a folder whose postgres says a version.
func fakeBinaries(t *testing.T, root, name, version string) string {
	t.Helper()
	dir := filepath.Join(root, name, "bin")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s (Somebody 1.2)'\n", version)
	for _, program := range []string{"postgres", "initdb"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755))
	}
	return dir
}

func TestSearchOrder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	places := []string{filepath.Join(root, "usual-*", "bin")}
	v9, v17, v18 := fakeBinaries(t, root, "usual-9", "9.6.24"), fakeBinaries(t, root, "usual-17", "17.10"), fakeBinaries(t, root, "usual-18", "18beta1")
	v16 := fakeBinaries(t, root, "path-16", "16.2")
	empty := filepath.Join(root, "nothing")

	cases := []struct {
		name, why string
		search    search
		major     string
		want      Binaries
	}{
		{"named", "PG_BIN goes before everything", search{pgBin: v17, path: v16, places: places}, "", Binaries{v17, "17.10", 17}},
		{"path", "PATH goes before the usual places", search{path: empty + ":" + v16, places: places}, "", Binaries{v16, "16.2", 16}},
		{"highest", "by number: 18 is above 9", search{places: places}, "", Binaries{v18, "18beta1", 18}},
		{"asked for", "a version goes before the order", search{path: v16, places: places}, "9", Binaries{v9, "9.6.24", 9}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.search.find(c.major)
			require.NoError(t, err)
			assert.Equal(t, c.want, got, c.why)
		})
	}
}

func TestSearchErrors(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	v16 := fakeBinaries(t, root, "16", "16.2")
	cases := []struct {
		name, want string
		search     search
		major      string
	}{
		{"nothing", "`apt-get install postgresql` (Debian, Ubuntu) or `brew install postgresql` (macOS)", search{path: root}, ""},
		{"another version", "wanted 18, found 16.2", search{path: v16}, "18"},
		{"PG_BIN without programs", "PG_BIN names " + root, search{pgBin: root, path: v16}, ""},
		{"PG_BIN of another version", "wanted 18, PG_BIN names 16.2", search{pgBin: v16}, "18"},
		{"no version", `"x" is no major version`, search{path: v16}, "x"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := c.search.find(c.major)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := search{}.find("")
	require.ErrorIs(t, err, ErrNoBinaries)
	_, err = search{path: v16}.find("18")
	require.ErrorIs(t, err, ErrVersionNotFound)
}

func TestWithoutSecret(t *testing.T) {
	t.Parallel()
	cause := errors.New("cannot log in with sesame")
	err := withoutSecret("connect", cause, "sesame")
	require.ErrorIs(t, err, cause)
	assert.Equal(t, "pgtemp: connect: cannot log in with xxxxx", err.Error())
	assert.Equal(t, "pgtemp: connect: cannot log in with sesame", withoutSecret("connect", cause, "").Error())
}

func TestTargetAddressesAnotherDatabase(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, url, want string }{
		{"url", "postgres://me:p%40ss@host:5433/first?sslmode=disable", "postgres://me:p%40ss@host:5433/second?sslmode=disable"},
		{"database in the query", "postgresql://host?dbname=first", "postgresql://host/second"},
		{"words", "host=/run/pg user=me dbname=first", "host=/run/pg user=me dbname=first dbname=second"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, (&target{url: c.url}).database("second"))
		})
	}
}
