package schema_test

import (
	"fmt"

	"github.com/rowan-go/rowan/schema"
)

// A task, some of whose columns every task must be given.
type Task struct {
	ID    int64
	Title string
	Done  bool
	Tags  []string
	Tries int32
}

type tasks struct {
	schema.Table[Task, int64]
	ID    schema.Owned[int64]
	Title schema.Col[string]
	Done  schema.Col[bool]
	Tags  schema.Col[[]string]
	Tries schema.Col[int32]
}

var Tasks = schema.Define("tasks", func(d *schema.Def, t *tasks, e *Task) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Title, "title", &e.Title)
	schema.Map(d, &t.Done, "done", &e.Done)
	schema.Map(d, &t.Tags, "tags", &e.Tags).ClientDefault([]string{"inbox"})
	schema.Map(d, &t.Tries, "tries", &e.Tries).Default(3)
	schema.PrimaryKey(&t.Table, t.ID)
})

// NewTask makes a task to be added to a session: func(string, bool, ...schema.Assignment) *Task.
var NewTask = schema.New2(Tasks, Tasks.Title, Tasks.Done)

func ExampleNew1() {
	a := NewTask("Write", false)
	b := NewTask("Read", true, Tasks.Tries.Set(0))
	a.Tags[0] = "desk" // each object has its own
	fmt.Println(a.Title, a.Done, a.Tags, a.Tries)
	fmt.Println(b.Title, b.Done, b.Tags, b.Tries)
	// Output:
	// Write false [desk] 3
	// Read true [inbox] 0
}
