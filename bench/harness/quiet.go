package harness

import (
	"cmp"
	"slices"
)

// Of all rounds, the quarter that was fastest for entry and base together counts, and no fewer than ten.
const (
	quietShare = 4
	quietLeast = 10
)

// pair is an entry's reading beside that of the base in the same round.
type pair struct{ own, base Sample }

// pairs are those of an entry. The base has a reading of every round, in order.
func pairs(own, base []reading) []pair {
	p := make([]pair, len(own))
	for i, r := range own {
		p[i] = pair{r.Sample, base[r.round].Sample}
	}
	return p
}

// quiet keeps the rounds in which the machine disturbed neither: what else runs, and how the scheduler places client and
// server, only ever adds time, up to three times as much for a round trip of 30 µs, and it does so in some rounds and not
// in others. Medians over all rounds then tell how busy the machine was; these come out the same again. The product of both
// wall times favours neither.
func quiet(all []pair) []pair {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b pair) int { return cmp.Compare(a.product(), b.product()) })
	return all[:min(len(all), max(quietLeast, (len(all)+quietShare-1)/quietShare))]
}

func (p pair) product() float64 { return wall(p.own) * wall(p.base) }
