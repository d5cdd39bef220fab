package peer_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/bench/peer"
	"github.com/rowan-go/rowan/bench/proxy"
	"github.com/rowan-go/rowan/bench/store"
	"github.com/rowan-go/rowan/bench/work"
)

var server *store.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = store.Start(context.Background()); err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
	}
	os.Exit(code)
}

// TestContenders_DoTheSameWork is what makes the figures comparable.
func TestContenders_DoTheSameWork(t *testing.T) {
	t.Parallel()
	contenders, _ := peer.All(t.Context())
	for _, job := range work.Jobs() {
		t.Run(job.Name, func(t *testing.T) {
			t.Parallel()
			db, err := server.NewDatabase(t.Context(), job.Data(work.Small))
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, db.Drop(context.WithoutCancel(t.Context()))) })
			site, err := work.NewSite(t.Context(), db, work.Small)
			require.NoError(t, err)
			url := db.URL
			if job.Slow {
				line, err := proxy.Start(db.URL, time.Millisecond)
				require.NoError(t, err)
				t.Cleanup(line.Stop)
				url = line.URL
			}
			all, err := work.Open(t.Context(), contenders, url)
			t.Cleanup(func() { work.CloseAll(all) })
			require.NoError(t, err)
			require.NotEmpty(t, job.Able(all))
			for _, o := range job.Able(all) {
				t.Run(o.Name, func(t *testing.T) {
					require.NoError(t, job.Verify(t.Context(), site, []work.Opened{o}))
				})
			}
		})
	}
}
