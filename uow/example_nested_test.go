package uow_test

import (
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/uow"
)

// A block that fails loses its own work, in the database and in the objects; the work around it goes on.
func ExampleSession_Nested() {
	ctx, pool := openExample()
	defer pool.Close()
	acme, other := &Company{Name: "Acme"}, &Company{Name: "Other"}
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(acme)
		err := s.Nested(ctx, func() error {
			s.Add(other)
			acme.Name = "renamed"
			return errors.New("not this time")
		})
		fmt.Println(err)
		return nil
	})
	fmt.Println(acme.ID, acme.Name, other.ID, err)
	// Output:
	// not this time
	// 1 Acme 0 <nil>
}
