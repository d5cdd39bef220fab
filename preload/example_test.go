package preload_test

import (
	"fmt"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Companies with their employees, and the employees with their managers: three queries, whatever the number of rows.
func ExampleSelectIn() {
	ctx, pool := openExample()
	defer pool.Close()
	companies, err := query.From(Companies).OrderBy(Companies.ID).
		With(preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager))).
		Rows(ctx, pool).All()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range companies {
		employees, err := c.Employees.All()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.Name, "has", len(employees))
		for _, e := range employees {
			if manager, err := e.Manager.Get(); err == nil && manager != nil {
				fmt.Println(" ", e.Name, "reports to", manager.Name)
			}
		}
	}
	// Output:
	// A has 3
	//   e2 reports to e1
	//   e3 reports to e1
	// B has 3
	//   e5 reports to e4
	//   e6 reports to e4
	// C has 3
	//   e8 reports to e7
	//   e9 reports to e7
	// empty has 0
}

// The same objects in one round trip: the query of the companies is repeated as a subquery of the others.
func ExampleSubquery() {
	ctx, pool := openExample()
	defer pool.Close()
	c, err := query.From(Companies).Where(Companies.Name.Eq("B")).
		With(preload.Subquery(schema.Then(CompanyEmployees, EmployeeManager))).
		Rows(ctx, pool).One()
	if err != nil {
		fmt.Println(err)
		return
	}
	employees, err := c.Employees.All()
	fmt.Println(c.Name, len(employees), err)
	// Output: B 3 <nil>
}

// Relations of objects at hand, together in one round trip. Until then, reading them is an error.
func ExampleLoadAll() {
	ctx, pool := openExample()
	defer pool.Close()
	e, err := query.From(Employees).Where(Employees.Name.Eq("e5")).Rows(ctx, pool).One()
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = e.Company.Get()
	fmt.Println(err)
	if err := preload.LoadAll(ctx, pool, []*Employee{e}, preload.SelectIn(EmployeeCompany), preload.SelectIn(EmployeeManager)); err != nil {
		fmt.Println(err)
		return
	}
	company, _ := e.Company.Get()
	manager, _ := e.Manager.Get()
	fmt.Println(company.Name, manager.Name)
	// Output:
	// schema: relation Employee.Company is not loaded; load it with preload.Load, or with the query: With(preload.SelectIn(…))
	// B e4
}
