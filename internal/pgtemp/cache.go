package pgtemp

import (
	"fmt"
	"os"
	"path/filepath"
)

// cacheDir is where initialised data folders and downloaded binaries are kept between runs. The user that the server runs as
// must be able to enter it, so root's is not in root's home.
func cacheDir() string {
	if os.Geteuid() == 0 {
		return "/var/cache/rowan"
	}
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "rowan")
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("rowan-cache-%d", os.Geteuid()))
}

// DownloadDir is the folder that downloaded server binaries are unpacked into, each version in a folder of its own.
func DownloadDir() string { return filepath.Join(cacheDir(), "postgres") }

func makeCacheDir() (string, error) {
	dir := cacheDir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("pgtemp: make the cache folder: %w", err)
	}
	return dir, nil
}
