package tour

import (
	"errors"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func refused(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	_, err := query.Select2(gostd.Packages.Path, gostd.Files.Path).
		From(gostd.Packages).
		LeftJoin(gostd.Files, gostd.Files.PackageID.EqExpr(gostd.Packages.ID)).
		Rows(ctx, db).All()
	// end
	if _, isRefusal := errors.AsType[*query.BuildError](err); !isRefusal {
		return errors.Join(errors.New("the query was not refused"), err)
	}
	s.Remark("err: %v", err)
	return nil
}
