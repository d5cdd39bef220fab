// Package pgtemp gives tests and programs a throw-away PostgreSQL.
//
// # In tests
//
// [New] returns a pool on a fresh, empty database that nobody else uses; [URL] returns its address alone;
// [NewFrom] clones a database that was prepared once. All are dropped when the test ends, so tests run in parallel:
//
//	func TestSomething(t *testing.T) {
//		t.Parallel()
//		pool := pgtemp.New(t)
//		…
//	}
//
// All test processes of one `go test ./...` share one server. The first one starts it, and it ends with the last
// one, also when that one is killed. When the variable DATABASE_URL is set, that server is used instead; its role
// needs the right CREATEDB.
//
// # In programs
//
// [Start] starts a server of its own from the binaries that [FindBinaries] finds, and [Server.Stop] ends it. It also ends,
// and its files go, when the process that started it dies, however it dies.
//
// # How it ends with its users
//
// Each server has a shell script (watcher.sh) as its parent. The script reads a named pipe; every process that uses
// the server holds the other end. When no process holds it any more, the read ends, and the script stops the server
// and removes its folder. The kernel closes pipes of killed processes, so nothing needs to be polled or remembered.
package pgtemp
