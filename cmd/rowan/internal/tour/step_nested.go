package tour

import (
	"errors"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

func nested(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	var pkg *gostd.Package
	var failed error
	// show
	err := uow.Run(ctx, db, gostd.Model, func(s *uow.Session) (err error) {
		pkg, err = query.From(gostd.Packages).Where(gostd.Packages.Path.Eq("example.com/greet")).Rows(ctx, s).One()
		if err != nil {
			return err
		}
		pkg.Doc = "Package greet is friendly."
		failed = s.Nested(ctx, func() error {
			pkg.Doc = "This does not last."
			s.Add(&gostd.Package{Path: "example.com/greet"}) // taken
			return nil
		})
		return nil // the outer work is kept
	})
	// end
	if err != nil {
		return err
	}
	if !errors.Is(failed, gostd.Packages.PathUnique) {
		return errors.Join(errors.New("a path that is taken was taken again"), failed)
	}
	stored, err := query.Select(gostd.Packages.Doc).From(gostd.Packages).Where(gostd.Packages.ID.Eq(pkg.ID)).Rows(ctx, db).One()
	if err != nil {
		return err
	}
	s.Show([]string{"pkg.Doc", "in the database"}, [][]any{{pkg.Doc, stored}})
	s.Remark("failed: %v", failed)
	s.Remark("errors.Is(failed, gostd.Packages.PathUnique): %v", errors.Is(failed, gostd.Packages.PathUnique))
	return nil
}
