package peer

import "github.com/rowan-go/rowan/bench/work"

// What applications write around libraries that know no relations: keys for the next query, and maps.

func companyKeys(cs []work.Company) []int64 {
	ids := make([]int64, len(cs))
	for i := range cs {
		ids[i] = cs[i].ID
	}
	return ids
}

// linkStaff gives the companies their employees and returns the keys of those.
func linkStaff(cs []work.Company, es []work.Employee) []int64 {
	byID := make(map[int64]*work.Company, len(cs))
	for i := range cs {
		byID[cs[i].ID] = &cs[i]
	}
	ids := make([]int64, len(es))
	for i := range es {
		ids[i] = es[i].ID
		c := byID[es[i].CompanyID]
		c.Employees = append(c.Employees, es[i])
	}
	return ids
}

func linkTasks(cs []work.Company, ts []work.Task) {
	byEmployee := make(map[int64][]work.Task)
	for _, t := range ts {
		byEmployee[t.EmployeeID] = append(byEmployee[t.EmployeeID], t)
	}
	for i := range cs {
		for k := range cs[i].Employees {
			e := &cs[i].Employees[k]
			e.Tasks = byEmployee[e.ID]
		}
	}
}

// graphInserts write the rows of one level and return their keys in the same order.
type graphInserts struct {
	companies func([]work.Company) ([]int64, error)
	employees func([]work.Employee) ([]int64, error)
	tasks     func([]work.Task) ([]int64, error)
}

// write inserts level by level and links the rows by their new keys.
func (g graphInserts) write(cs []work.Company) error {
	ids, err := g.companies(cs)
	if err != nil {
		return err
	}
	var es []work.Employee
	for i := range cs {
		cs[i].ID = ids[i]
		for k := range cs[i].Employees {
			cs[i].Employees[k].CompanyID = ids[i]
		}
		es = append(es, cs[i].Employees...)
	}
	if ids, err = g.employees(es); err != nil {
		return err
	}
	var ts []work.Task
	for i := range cs {
		for k := range cs[i].Employees {
			e := &cs[i].Employees[k]
			e.ID, ids = ids[0], ids[1:]
			for t := range e.Tasks {
				e.Tasks[t].EmployeeID = e.ID
			}
			ts = append(ts, e.Tasks...)
		}
	}
	if len(ts) == 0 {
		return nil
	}
	if ids, err = g.tasks(ts); err != nil {
		return err
	}
	for i := range cs {
		for k := range cs[i].Employees {
			for t := range cs[i].Employees[k].Tasks {
				cs[i].Employees[k].Tasks[t].ID, ids = ids[0], ids[1:]
			}
		}
	}
	return nil
}

// inChunks calls insert with parts of the rows and collects the keys.
func inChunks[T any](rows []T, insert func([]T) ([]int64, error)) (ids []int64, err error) {
	for from := 0; from < len(rows); from += chunk {
		keys, err := insert(rows[from:min(from+chunk, len(rows))])
		if err != nil {
			return nil, err
		}
		ids = append(ids, keys...)
	}
	return ids, nil
}
