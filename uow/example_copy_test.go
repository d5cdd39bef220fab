package uow_test

import (
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

// Very many rows go by COPY, in the session's transaction. Keys are taken before, since COPY gives nothing back.
func Example_copy() {
	ctx, pool := openExample()
	defer pool.Close()
	acme := &Company{Name: "Acme"}
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(acme)
		if err := s.Flush(ctx); err != nil { // its row is there before those that refer to it
			return err
		}
		keys, err := query.ReserveKeys(ctx, s, Employees.ID, 10_000)
		if err != nil {
			return err
		}
		staff := make([]*Employee, len(keys))
		for i, key := range keys {
			staff[i] = &Employee{ID: key, Name: fmt.Sprint("worker ", i), CompanyID: acme.ID}
		}
		n, err := query.CopyEntities(ctx, s, Employees, staff, Employees.ID, Employees.Name, Employees.Salary, Employees.CompanyID)
		fmt.Println(n)
		return err
	})
	fmt.Println(err)

	_, err = query.CopyEntities(ctx, pool, Employees, []*Employee{{Name: "a", CompanyID: acme.ID}, {Name: "b\x00", CompanyID: acme.ID}})
	var broken *query.CopyError
	fmt.Println(errors.As(err, &broken), broken.Column, broken.Entity)
	// Output:
	// 10000
	// <nil>
	// true name 2
}
