package uow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// Gauge has columns of which the database makes all but the first, of each kind that comes back as an array.
type Gauge struct {
	Name  string
	ID    int64
	Level int64
	Part  *int16
	Ratio float64
	Fine  bool
	Token UUID
	Day   civil.Date
	Noon  civil.Time
	At    time.Time
	Ended *time.Time
	Span  time.Duration
}

type gauges struct {
	schema.Table[Gauge, int64]
	Name  schema.Col[string]
	ID    schema.Col[int64]
	Level schema.Col[int64]
	Part  schema.NullCol[int16]
	Ratio schema.Col[float64]
	Fine  schema.Col[bool]
	Token schema.Col[UUID]
	Day   schema.Col[civil.Date]
	Noon  schema.Col[civil.Time]
	At    schema.Col[time.Time]
	Ended schema.NullCol[time.Time]
	Span  schema.Col[time.Duration]
}

var Gauges = schema.Define("gauges", func(d *schema.Def, t *gauges, e *Gauge) {
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.Map(d, &t.ID, "id", &e.ID).DefaultExpr(query.RawNotNull[int64](query.SQL("nextval('gauge_numbers')")))
	schema.Map(d, &t.Level, "level", &e.Level).DefaultExpr(query.RawNotNull[int64](query.SQL("7")))
	schema.MapNull(d, &t.Part, "part", &e.Part).DefaultExpr(query.RawNotNull[int16](query.SQL("3")))
	schema.Map(d, &t.Ratio, "ratio", &e.Ratio).DefaultExpr(query.RawNotNull[float64](query.SQL("0.5")))
	schema.Map(d, &t.Fine, "fine", &e.Fine).DefaultExpr(query.RawNotNull[bool](query.SQL("true")))
	schema.Map(d, &t.Token, "token", &e.Token).DefaultExpr(query.RawNotNull[UUID](query.SQL("gen_random_uuid()")))
	schema.Map(d, &t.Day, "day", &e.Day).DefaultExpr(query.RawNotNull[civil.Date](query.SQL("'2024-02-29'")))
	schema.Map(d, &t.Noon, "noon", &e.Noon).DefaultExpr(query.RawNotNull[civil.Time](query.SQL("'12:00'")))
	schema.Map(d, &t.At, "at", &e.At).DefaultExpr(query.Now())
	schema.MapNull(d, &t.Ended, "ended", &e.Ended).DefaultExpr(query.RawNotNull[time.Time](query.SQL("now()")))
	schema.Map(d, &t.Span, "span", &e.Span).DefaultExpr(query.RawNotNull[time.Duration](query.SQL("'90 minutes'")))
	schema.PrimaryKey(&t.Table, t.ID)
})

var GaugeModel = schema.NewModel(Gauges)

// The database makes values of its own, some of them NULL and some of them of other types than the definition says.
const gaugesSQL = `
CREATE SEQUENCE gauge_numbers;
CREATE DOMAIN gauge_number AS bigint CHECK (value > 0);
CREATE DOMAIN level AS integer;
CREATE DOMAIN ratio AS real;
CREATE TABLE gauges (name text NOT NULL, id gauge_number PRIMARY KEY DEFAULT nextval('gauge_numbers'), level level NOT NULL DEFAULT 7,
	part smallint DEFAULT 3, ratio ratio NOT NULL DEFAULT 0.5, fine boolean NOT NULL DEFAULT true, token uuid NOT NULL DEFAULT gen_random_uuid(),
	day date NOT NULL DEFAULT '2024-02-29', noon time NOT NULL DEFAULT '12:00', at timestamptz NOT NULL DEFAULT now(), ended timestamptz DEFAULT now(),
	span interval NOT NULL DEFAULT '90 minutes');
CREATE FUNCTION vary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.level := NEW.id % 5 - 2;
	NEW.at := to_timestamp(NEW.id);
	IF NEW.id % 3 = 0 THEN NEW.part := NULL; NEW.ended := NULL; NEW.fine := false; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER vary BEFORE INSERT ON gauges FOR EACH ROW EXECUTE FUNCTION vary()`

// What the database makes of many rows comes back as an array of each column, and is what comes back in rows.
func TestWhatComesBackAsArrays(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	execute(t, pool, gaugesSQL)
	for _, rows := range []int{5, 127, 128, 500} {
		var h heard
		made := make([]*Gauge, rows)
		require.NoError(t, uow.Run(ctx, pool, GaugeModel, func(s *uow.Session) error {
			for i := range made {
				made[i] = &Gauge{Name: fmt.Sprint(rows, " ", i)}
				s.Add(made[i])
			}
			return nil
		}, uow.Options{Logger: h.log}))
		if packed := rows >= 128; packed {
			assert.Contains(t, h.all[1].SQL, "array_agg(nextval(")
			assert.Contains(t, h.all[2].SQL, `array_agg("w"."ended")`)
			assert.Equal(t, []string{"begin 0", fmt.Sprint("keys gauges ", rows), fmt.Sprint("insert gauges ", rows), "commit 0"}, h.causes())
		}
		read, err := query.From(Gauges).Where(query.Like(Gauges.Name, fmt.Sprint(rows, " %"))).OrderBy(Gauges.ID.Asc()).Rows(ctx, pool).All()
		require.NoError(t, err)
		require.Equal(t, made, read)
		assert.True(t, slices.ContainsFunc(made, func(g *Gauge) bool { return g.Part == nil && g.Ended == nil && !g.Fine }))
		assert.NotEqual(t, made[0].Token, made[1].Token)
	}
}

// A column whose type in the database is none that its field can hold is named.
func TestAnArrayThatDoesNotFitIsNamed(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	execute(t, pool, gaugesSQL)
	execute(t, pool, "DROP TRIGGER vary ON gauges; ALTER TABLE gauges ALTER day TYPE timestamptz USING now(), ALTER day SET DEFAULT now()")
	for _, rows := range []int{2, 200} {
		err := uow.Run(t.Context(), pool, GaugeModel, func(s *uow.Session) error {
			for i := range rows {
				s.Add(&Gauge{Name: fmt.Sprint(i)})
			}
			return nil
		})
		var wrong *uow.ColumnError
		require.ErrorAs(t, err, &wrong, rows)
		assert.Equal(t, "day", wrong.Column)
		var committed *uow.CommittedError
		require.ErrorAs(t, err, &committed, "COMMIT went behind the INSERT")
		assert.Equal(t, rows, count(t, pool, "gauges"))
		execute(t, pool, "TRUNCATE gauges")

		s := open(t, pool, GaugeModel)
		for i := range rows {
			s.Add(&Gauge{Name: fmt.Sprint(i)})
		}
		require.ErrorAs(t, s.Flush(t.Context()), &wrong, "a flush alone is rolled back")
		require.NoError(t, s.Rollback(t.Context()))
		assert.Zero(t, count(t, pool, "gauges"))
	}
}

// What is refused at the COMMIT was not committed, whether the answers before it can be read or not.
func TestACommitThatIsRefusedIsNoCommit(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	execute(t, pool, gaugesSQL)
	execute(t, pool, `CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'too late'; END $$;
		CREATE CONSTRAINT TRIGGER late AFTER INSERT ON gauges DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late()`)
	for _, readable := range []bool{true, false} {
		for _, rows := range []int{1, 2, 200} {
			err := uow.Run(t.Context(), pool, GaugeModel, func(s *uow.Session) error {
				for i := range rows {
					s.Add(&Gauge{Name: fmt.Sprint(i)})
				}
				return nil
			})
			var flush *uow.FlushError
			require.ErrorAs(t, err, &flush)
			assert.Equal(t, readable, flush.Statement == "commit", "the first error is told")
			var committed *uow.CommittedError
			require.NotErrorAs(t, err, &committed)
			assert.Zero(t, count(t, pool, "gauges"))
		}
		execute(t, pool, "ALTER TABLE gauges ALTER day TYPE timestamptz USING now(), ALTER day SET DEFAULT now()")
	}
}
