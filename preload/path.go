package preload

import (
	"strings"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// path is relations, one after another.
type path []*sqlast.Relation

// Cause is what a statement that loads the end of the path is sent for. The path is Company.Employees.Manager for
// Company.Employees and Employee.Manager.
func (p path) Cause() sqllog.Cause {
	var b strings.Builder
	for i, r := range p {
		name := r.Name
		if at := strings.LastIndexByte(name, '.'); i > 0 && at >= 0 {
			name = name[at:]
		}
		b.WriteString(name)
	}
	return sqllog.Cause{Step: "load", Relation: b.String()}
}
