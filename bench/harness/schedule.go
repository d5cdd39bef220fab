package harness

import (
	"sort"
	"time"
)

// schedule decides who takes part in which round. It knows what turns have cost so far, and nothing else: no clock, no job.
type schedule struct {
	opt   Options
	every []bool          // by entry: takes part in every round; at least one does
	done  []int           // rounds so far
	spent []time.Duration // by all of its turns, preparation included
}

func newSchedule(job Job, opt Options) *schedule {
	s := &schedule{opt: opt, done: make([]int, len(job.Entries)), spent: make([]time.Duration, len(job.Entries))}
	for _, e := range job.Entries {
		s.every = append(s.every, e.Every || e.Name == job.Base)
	}
	return s
}

// took notes what a turn of an entry cost.
func (s *schedule) took(entry int, d time.Duration) {
	s.done[entry]++
	s.spent[entry] += d
}

// next are the entries of that round; nobody: it is over. Everybody takes part in the first, which tells what turns cost;
// from then on each round is planned anew.
func (s *schedule) next(round int) (entries []int) {
	rounds, plan := 1, make([]int, len(s.every))
	if round > 0 {
		rounds, plan = share(s.costs(), s.every, s.opt)
	}
	late := false
	for i, done := range s.done {
		switch {
		case s.every[i]:
			continue
		case round < rounds && due(round, rounds, done, plan[i]), round >= rounds && done < s.opt.least():
			entries, late = append(entries, i), true
		}
	}
	if round >= rounds && !late {
		return nil
	}
	for i, every := range s.every {
		if every {
			entries = append(entries, i)
		}
	}
	return entries
}

// costs are the mean costs of a turn.
func (s *schedule) costs() []time.Duration {
	costs := make([]time.Duration, len(s.spent))
	for i, d := range s.spent {
		costs[i] = max(1, d/time.Duration(max(1, s.done[i])))
	}
	return costs
}

// due tells whether an entry has a turn in a round, so that its turns are spread evenly over all rounds. The first round is one of them.
func due(round, rounds, done, turns int) bool { return done*rounds <= round*turns }

// share divides the budget:
//
//  1. Those of every round get half of the time, or as many rounds as everybody can take part in, if that is more.
//  2. Each of the others gets the same time from what is left, but no more than every round costs it.
//  3. Nobody gets fewer than the least number of rounds; what that takes beyond an entry's time is on top of the budget.
func share(costs []time.Duration, every []bool, opt Options) (rounds int, turns []int) {
	var focus, all time.Duration
	for i, c := range costs {
		all += c
		if every[i] {
			focus += c
		}
	}
	rounds = max(opt.least(), int(opt.Budget/2/focus), int(opt.Budget/all))
	if opt.MaxRounds > 0 {
		rounds = min(rounds, max(opt.least(), opt.MaxRounds))
	}
	left := max(0, opt.Budget-focus*time.Duration(rounds))
	each := sort.Search(int(left), func(each int) bool { return used(costs, every, rounds, time.Duration(each+1)) > left })
	turns = make([]int, len(costs))
	for i, c := range costs {
		turns[i] = rounds
		if !every[i] {
			turns[i] = min(rounds, max(opt.least(), int(time.Duration(each)/c)))
		}
	}
	return rounds, turns
}

// used is how much of the same time for each the others can use.
func used(costs []time.Duration, every []bool, rounds int, each time.Duration) (sum time.Duration) {
	for i, c := range costs {
		if !every[i] {
			sum += min(each, c*time.Duration(rounds))
		}
	}
	return sum
}
