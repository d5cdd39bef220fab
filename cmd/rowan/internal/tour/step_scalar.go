package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func scalar(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	longest, found, err := query.Select(query.Max(gostd.Files.Lines)).
		From(gostd.Files).
		Where(gostd.Files.Test.Eq(false)).
		Rows(ctx, db).Scalar()
	// end
	if err != nil {
		return err
	}
	s.Show([]string{"longest", "found"}, [][]any{{longest, found}})
	return nil
}
