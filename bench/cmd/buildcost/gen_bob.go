package main

// bobUse uses the tables that bob generates from the database.
const bobUse = `package main

import (
	"context"
	"fmt"

	"github.com/stephenafamo/bob/dialect/psql/sm"
	bobpgx "github.com/stephenafamo/bob/drivers/pgx"

	"cost/bob/model"
)

func main() {
	ctx := context.Background()
	db, err := bobpgx.New(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, err := model.T1S.Query(model.SelectWhere.T1S.F0.EQ("x"), model.SelectWhere.T1S.F1.GT(3), sm.OrderBy(model.T1S.Columns.ID).Desc(), sm.Limit(10)).All(ctx, db)
	fmt.Println(len(rows), err)
	more, err := model.T2S.Query(sm.Limit(3)).All(ctx, db)
	fmt.Println(len(more), err)
}
`
