package uow_test

import (
	"fmt"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// One unit of work: new objects, related as they are in the program. The order of the statements is the library's.
func ExampleRun() {
	ctx, pool := openExample()
	defer pool.Close()
	acme := &Company{Name: "Acme"}
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(&Employee{Name: "Bob", Salary: 100, Company: schema.To(acme)}) // and with him his company
		return nil
	})
	fmt.Println(acme.ID, err)
	// Output: 1 <nil>
}

// A slice of new objects is added in one call.
func ExampleAddAll() {
	ctx, pool := openExample()
	defer pool.Close()
	acme := &Company{Name: "Acme"}
	staff := []*Employee{{Name: "Ann", Company: schema.To(acme)}, {Name: "Bob", Company: schema.To(acme)}}
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		uow.AddAll(s, staff)
		return nil
	})
	fmt.Println(staff[0].ID, staff[1].ID, err)
	err = uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		gone, err := query.From(Employees).Where(Employees.CompanyID.Eq(acme.ID)).Rows(ctx, s).All()
		uow.DeleteAll(s, gone)
		return err
	})
	fmt.Println(err)
	// Output:
	// 1 2 <nil>
	// <nil>
}

// A row is one object for the whole session. Changing a field is enough.
func ExampleGet() {
	ctx, pool := openExample()
	defer pool.Close()
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(&Company{Name: "Acme"})
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		acme, found, err := uow.Get(ctx, s, Companies, 1)
		if err != nil || !found {
			return err
		}
		acme.Name = "Acme Ltd"
		plan, err := s.Plan()
		fmt.Print(plan)
		return err
	})
	fmt.Println(err)
	// Output:
	// update companies (name) 1 row
	// <nil>
}

// Create says which columns a new object gives; the others get their defaults, also where Go's zero value is meant.
func ExampleCreate() {
	ctx, pool := openExample()
	defer pool.Close()
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		closed, err := uow.Create(s, Companies, Companies.Name.Set("Closed"), Companies.Active.Set(false))
		if err != nil {
			return err
		}
		open, err := uow.Create(s, Companies, Companies.Name.Set("Open"))
		if err != nil {
			return err
		}
		if err := s.Flush(ctx); err != nil {
			return err
		}
		fmt.Println(closed.Name, closed.Active)
		fmt.Println(open.Name, open.Active)
		return nil
	})
	fmt.Println(err)
	// Output:
	// Closed false
	// Open true
	// <nil>
}

// What a flush would send can be looked at.
func ExampleSession_Plan() {
	ctx, pool := openExample()
	defer pool.Close()
	s := uow.New(pool, Model)
	defer s.Close(ctx) //nolint:errcheck // nothing was sent
	acme := &Company{Name: "Acme"}
	s.Add(&Employee{Name: "Bob", Company: schema.To(acme)}, &Employee{Name: "Eve", Company: schema.To(acme)})
	plan, err := s.Plan()
	fmt.Print(plan)
	fmt.Println(err)
	// Output:
	// keys companies (id) 1 row
	// keys employees (id) 2 rows
	// insert companies (id, name, tags) 1 row
	// insert employees (id, name, nickname, salary, company_id, manager_id) 2 rows
	// <nil>
}

// A statement that runs in a session is seen by the objects that it holds.
func ExampleSession_statements() {
	ctx, pool := openExample()
	defer pool.Close()
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		bob := &Employee{Name: "Bob", Salary: 100, Company: schema.To(&Company{Name: "Acme"})}
		s.Add(bob)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		_, err := query.Update(Employees).Set(Employees.Salary.Set(120)).Where(Employees.Salary.Lt(120)).Exec(ctx, s)
		fmt.Println(bob.Name, bob.Salary)
		return err
	})
	fmt.Println(err)
	// Output:
	// Bob 120
	// <nil>
}

// Refresh reads objects anew, with the relations that were loaded on them.
func ExampleSession_Refresh() {
	ctx, pool := openExample()
	defer pool.Close()
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		acme := &Company{Name: "Acme"}
		s.Add(acme)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		if err := preload.Load(ctx, s, []*Company{acme}, CompanyEmployees); err != nil {
			return err
		}
		// Something that the session knows nothing of, as another program would do it.
		if _, err := s.Exec(ctx, "INSERT INTO employees (name, salary, company_id) VALUES ('Bob', 1, $1)", acme.ID); err != nil {
			return err
		}
		acme.Name = "a change that is not flushed"
		if err := s.Refresh(ctx, acme); err != nil {
			return err
		}
		employees, err := acme.Employees.All()
		fmt.Println(acme.Name, len(employees))
		return err
	})
	fmt.Println(err)
	// Output:
	// Acme 1
	// <nil>
}
