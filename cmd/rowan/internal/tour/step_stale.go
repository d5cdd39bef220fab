package tour

import (
	"errors"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

func stale(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	var hello *gostd.Declaration
	// show
	err := uow.Run(ctx, db, gostd.Model, func(s *uow.Session) (err error) {
		ours := query.From(gostd.Declarations).
			Join(gostd.Files, gostd.Declarations.FileID.EqExpr(gostd.Files.ID)).
			Where(gostd.Files.Path.Eq("example.com/greet/greet.go"))
		hello, err = ours.Rows(ctx, s).One()
		if err != nil {
			return err
		}
		// Meanwhile somebody else takes it away.
		_, err = query.Delete(gostd.Declarations).Where(gostd.Declarations.ID.Eq(hello.ID)).Exec(ctx, db)
		hello.EndLine++
		return err // and the change would hit no row
	})
	// end
	if !errors.Is(err, uow.ErrStale) {
		return errors.Join(errors.New("a stale write was not refused"), err)
	}
	left, queryErr := query.Select(query.CountAll()).From(gostd.Declarations).Where(gostd.Declarations.Name.Eq("Hello"), gostd.Declarations.FileID.Eq(hello.FileID)).
		Rows(ctx, db).One()
	if queryErr != nil {
		return queryErr
	}
	s.Show([]string{"hello.EndLine", "rows of it in the database"}, [][]any{{hello.EndLine, left}})
	s.Remark("err: %v", err)
	s.Remark("errors.Is(err, uow.ErrStale): %v", errors.Is(err, uow.ErrStale))
	return nil
}
