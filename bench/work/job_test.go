package work_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

func TestFor_MarksTheLibrarysOwnContenders(t *testing.T) {
	t.Parallel()
	job := work.Job{
		Name: "X", Per: func(work.Size) int { return 1 },
		Takes: func(o *work.Ops) bool { return o.Close != nil },
		Entry: func(*work.Site, work.Opened) harness.Entry { return harness.Entry{} },
	}
	able := &work.Ops{Close: func() {}}
	remote := &work.Ops{Remote: map[string]work.Remote{"X": func(context.Context, work.Size) (s harness.Sample, err error) { return s, nil }}}
	h := job.For(&work.Site{}, []work.Opened{
		{Contender: work.Contender{Name: "own", Module: work.Module}, Ops: able},
		{Contender: work.Contender{Name: "peer", Module: "example.com/peer"}, Ops: able},
		{Contender: work.Contender{Name: "other process", Module: "peer"}, Ops: remote},
		{Contender: work.Contender{Name: "unable", Module: work.Module}, Ops: &work.Ops{}},
	})
	every := map[string]bool{}
	for _, e := range h.Entries {
		every[e.Name] = e.Every
	}
	assert.Equal(t, map[string]bool{"own": true, "peer": false, "other process": false}, every)
}
