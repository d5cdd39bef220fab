package rowscan_test

import (
	"net/netip"
	"reflect"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// Decoders and plans are shared by goroutines; each has a memory of its own.
func TestGoroutinesShareDecoders(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, target := range fuzzed {
				for _, oid := range target.oids {
					_, err := rowscan.Find(target.t, oid, pgtype.TextFormatCode)
					assert.NoError(t, err)
				}
			}
			plan, m := employeePlan(t), rowscan.NewMemory(0)
			var e employee
			_, err := plan.Row(rowscan.Of(&e), [][]byte{int8Bytes(1), []byte("Alice"), []byte("Al"), int8Bytes(2), textArray("a"), {}}, m)
			assert.NoError(t, err)
			d, err := rowscan.Find(reflect.TypeFor[netip.Addr](), pgtype.InetOID, pgtype.TextFormatCode)
			assert.NoError(t, err)
			var a netip.Addr
			assert.NoError(t, d(rowscan.Of(&a), []byte("10.0.0.1"), m))
		})
	}
	all.Wait()
}
