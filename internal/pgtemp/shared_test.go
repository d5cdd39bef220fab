package pgtemp_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// group is the name of a group that no other process of this machine has.
func group(letter string) string { return letter + strconv.Itoa(os.Getpid()) }

func TestProcessesOfOneGroupShareAServer(t *testing.T) {
	t.Parallel()
	role := "share " + group("a")
	first, second := begin(t, role), begin(t, role)
	assert.Equal(t, first.url, second.url)
	pid := serverPID(t, first.url)

	first.kill(t)
	third := begin(t, role)
	assert.Equal(t, second.url, third.url, "the killed one did not take the server with it")
	second.end(t)
	assert.Equal(t, "1", ask(t, third.url, "select '1'"))
	third.kill(t)
	awaitGone(t, third.url, pid)
}

func TestProcessesStartingTogetherShareAServer(t *testing.T) {
	t.Parallel()
	role := "share " + group("b")
	found := make(chan *process)
	const processes = 4
	for range processes {
		go func() { found <- begin(t, role) }()
	}
	urls := map[string]bool{}
	var pid int
	var last *process
	var all []*process
	for range processes {
		last = <-found
		urls[last.url] = true
		all = append(all, last)
	}
	pid = serverPID(t, last.url)
	for _, p := range all {
		p.end(t)
	}
	assert.Len(t, urls, 1)
	awaitGone(t, last.url, pid)
}

func TestAnEndedServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	role := "share " + group("c")
	first := begin(t, role)
	pid := serverPID(t, first.url)
	first.end(t)
	awaitGone(t, first.url, pid)
	second := begin(t, role)
	assert.NotEqual(t, pid, serverPID(t, second.url))
	second.end(t)
}

func TestShareRefusesOddNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "../x", "A", "0123456789abc"} {
		_, err := pgtemp.Share(t.Context(), name)
		require.ErrorContains(t, err, "lower-case letters and digits", name)
	}
}
