package uow

import (
	"errors"
	"fmt"
)

// problems is what is wrong with the objects of a flush. Thousands may be wrong in one way, which the first few tell.
type problems struct {
	errs []error
	more int
}

const mostProblems = 10

// add notes an error; nil is none.
func (p *problems) add(err error) {
	switch {
	case err == nil:
	case len(p.errs) < mostProblems:
		p.errs = append(p.errs, err)
	default:
		p.more++
	}
}

// err is all of them, nil where there are none.
func (p *problems) err() error {
	if p.more == 0 {
		return errors.Join(p.errs...)
	}
	return errors.Join(append(p.errs, fmt.Errorf("uow: %d more objects are refused", p.more))...)
}
