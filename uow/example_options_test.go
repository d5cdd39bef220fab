package uow_test

import (
	"context"
	"fmt"
	"time"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// A logger hears of each statement, with what it was sent for. A service takes query.Slog, which has no arguments in the log.
func ExampleOptions_logger() {
	ctx, pool := openExample()
	defer pool.Close()
	logger := func(_ context.Context, s query.Statement) { fmt.Println(s.Cause(), "-", s.Rows, "rows") }
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		acme := &Company{Name: "Acme"}
		s.Add(&Employee{Name: "Ann", Company: schema.To(acme)}, &Employee{Name: "Ben", Company: schema.To(acme)})
		return nil
	}, uow.Options{Logger: logger})
	fmt.Println(err)

	db := query.Logged(pool, logger) // without a session
	cs, err := query.From(Companies).With(preload.SelectIn(CompanyEmployees)).Rows(ctx, db).All()
	fmt.Println(len(cs), err)
	// Output:
	// begin - 0 rows
	// keys companies - 1 rows
	// keys employees - 2 rows
	// insert companies - 1 rows
	// insert employees - 2 rows
	// commit - 0 rows
	// <nil>
	// query - 1 rows
	// load Company.Employees - 2 rows
	// 1 <nil>
}

// A test gives sessions a clock that stands still. Columns that take it say so: ClientDefaultFrom(schema.SessionClock()).
func ExampleOptions_clock() {
	ctx, pool := openExample()
	defer pool.Close()
	if err := LetterModel.CreateAll(ctx, pool); err != nil {
		fmt.Println(err)
	}
	noon := func() time.Time { return time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC) }
	letter := &Letter{Text: "Dear Ann"}
	err := uow.Run(ctx, pool, LetterModel, func(s *uow.Session) error {
		s.Add(letter)
		return nil
	}, uow.Options{Clock: noon})
	fmt.Println(letter.CreatedAt, err)
	// Output:
	// 2024-07-01 12:00:00 +0000 UTC <nil>
}
