package tour

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/cmd/rowan/internal/screen"
)

// A Tour goes through the steps on one database.
type Tour struct {
	Pool     *pgxpool.Pool
	Recorder *Recorder // the tracer of Pool
	Out      *screen.Screen
}

// A Summary says what a tour came to.
type Summary struct {
	Steps      int
	Statements int
	Time       time.Duration // spent in the steps
}

// Run shows every step. It stops at the first that fails, with a
// [StepError].
func (t *Tour) Run(ctx context.Context, steps []Step) (Summary, error) {
	var sum Summary
	for i, step := range steps {
		t.Out.Heading("%d. %s", i+1, step.Title)
		t.Out.Say("%s", step.About)
		code, err := codeOf(step.Run)
		if err != nil {
			return sum, &StepError{Title: step.Title, Err: err}
		}
		t.Out.Code(code)

		stage := &Stage{Ctx: ctx, Pool: t.Pool, recorder: t.Recorder}
		t.Recorder.Start()
		began := time.Now()
		err = step.Run(stage)
		sum.Time += time.Since(began)
		statements := t.Recorder.Stop()
		if err != nil {
			return sum, &StepError{Title: step.Title, Err: err}
		}
		stage.show(t.Out, statements)
		sum.Steps++
		sum.Statements += len(statements)
	}
	return sum, t.Out.Err()
}
