package gostd

import (
	"time"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A Record is what packages and files have in common: a key that the
// database makes, and when the row was written. It is no table itself.
type Record struct {
	ID       int64
	LoadedAt time.Time
}

// record holds its columns. Both are Owned: the database sets them, and
// nothing else can.
type record struct {
	ID       schema.Owned[int64]
	LoadedAt schema.Owned[time.Time]
}

func mapRecord(d *schema.Def, t *record, r *Record) {
	schema.Map(d, &t.ID, "id", &r.ID).Identity()
	schema.Map(d, &t.LoadedAt, "loaded_at", &r.LoadedAt).DefaultExpr(query.Now())
}
