package p

import (
	"github.com/rowan-go/rowan/schema"
)

type mood string

type pet struct {
	ID    int64
	Name  string
	Mood  mood
	Moods []mood
}

type pets struct {
	schema.Table[pet, int64]
	ID    schema.Owned[int64]
	Name  schema.Col[string]
	Mood  schema.Col[mood]
	Moods schema.Col[[]mood]
}

var moods = schema.DefineEnum[mood]("mood", "1", "2")

var table = schema.Define("pets", func(d *schema.Def, t *pets, p *pet) {
	schema.Map(d, &t.ID, "id", &p.ID).Identity()
	schema.Map(d, &t.Name, "name", &p.Name)
	schema.Map(d, &t.Mood, "mood", &p.Mood).Enum(moods)
	schema.PrimaryKey(&t.Table, t.ID)
})
