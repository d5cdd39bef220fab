package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func document(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	takes := func(typ string) query.Predicate {
		return query.RawPredicate(query.SQL(
			"? @> jsonb_build_array(jsonb_build_object('type', ?::text))", gostd.Declarations.Params, typ))
	}
	functions, err := query.Select3(gostd.Declarations.Name, gostd.Declarations.Receiver, gostd.Declarations.Params).
		From(gostd.Declarations).
		Where(query.Or(takes("context.Context"), takes("string")), gostd.Declarations.Exported.Eq(true)).
		OrderBy(gostd.Declarations.Name.Asc(), gostd.Declarations.ID.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(functions))
	for i, f := range functions {
		rows[i] = []any{f.V1, f.V2, f.V3}
	}
	s.Show([]string{"Name", "Receiver", "Params: []source.Param"}, rows)
	return nil
}
