package tour

import (
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

// errKeepNothing ends a transaction that was for show.
var errKeepNothing = errors.New("keep nothing")

func change(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	var updated, deleted, left int64
	// show
	err := pgx.BeginFunc(ctx, db, func(tx pgx.Tx) (err error) {
		ours := query.StartsWith(gostd.Packages.Path, "example.com/")
		updated, err = query.Update(gostd.Packages).
			Set(gostd.Packages.Doc.Set("Greets."), gostd.Packages.Name.SetExpr(query.Upper(gostd.Packages.Path))).
			Where(ours, gostd.Packages.Name.IsNotNull()).
			Exec(ctx, tx)
		if err != nil {
			return err
		}
		deleted, err = query.Delete(gostd.Packages).Where(ours, gostd.Packages.Name.IsNull()).Exec(ctx, tx)
		if err != nil {
			return err
		}
		left, err = query.Select(query.CountAll()).From(gostd.Packages).Where(ours).Rows(ctx, tx).One()
		return errors.Join(err, errKeepNothing)
	})
	// end
	if !errors.Is(err, errKeepNothing) {
		return err
	}
	s.Show([]string{"updated", "deleted", "left"}, [][]any{{updated, deleted, left}})
	return nil
}
