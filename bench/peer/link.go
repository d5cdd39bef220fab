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
