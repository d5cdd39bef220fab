package civil_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
)

func day(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	require.NoError(t, err)
	return d
}

func moment(t *testing.T, s string) civil.DateTime {
	t.Helper()
	d, err := civil.ParseDateTime(s)
	require.NoError(t, err)
	return d
}

// The calendar is that of package time, over the whole range of PostgreSQL.
func TestDaysAgreeWithPackageTime(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	epoch := civil.Date{Year: 2000, Month: time.January, Day: 1}
	for range 20000 {
		n := random.IntN(2147483494) - 2451545 // Julian days: PostgreSQL keeps the first to the last that 31 bits hold
		want := time.Date(2000, 1, 1+n, 0, 0, 0, 0, time.UTC)
		got := epoch.AddDays(n)
		require.Equal(t, civil.DateOf(want), got)
		require.True(t, got.IsValid(), got.String())
		require.Equal(t, n, got.DaysSince(epoch))
		require.Equal(t, want.Weekday(), got.Weekday())
		require.Equal(t, want, got.In(time.UTC))
		parsed, err := civil.ParseDate(got.String())
		require.NoError(t, err)
		require.Equal(t, got, parsed)
		sent, err := civil.FromPostgres(int32(n))
		require.NoError(t, err)
		require.Equal(t, got, sent)
	}
}

func TestDateString(t *testing.T) {
	t.Parallel()
	cases := map[string]civil.Date{
		"2024-02-29":    {Year: 2024, Month: 2, Day: 29},
		"0044-03-15 BC": {Year: -43, Month: 3, Day: 15},
		"0001-12-31 BC": {Year: 0, Month: 12, Day: 31},
		"0001-01-01":    {Year: 1, Month: 1, Day: 1},
		"5874897-12-31": {Year: 5874897, Month: 12, Day: 31},
		"4714-11-24 BC": {Year: -4713, Month: 11, Day: 24},
	}
	for text, d := range cases {
		assert.Equal(t, text, d.String())
		assert.Equal(t, d, day(t, text))
	}
	assert.Equal(t, "0000-00-00", civil.Date{}.String())
}

func TestWhatIsNoDate(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2024-2-29", "24-02-29", "2024-02-29x", "2024/02/29", "-024-02-29", "0000-01-01", "2024-02-29 AD", "2024-02", "12345678901-01-01", "+024-01-01"} {
		_, err := civil.ParseDate(s)
		require.ErrorIs(t, err, civil.ErrSyntax, s)
		require.ErrorContains(t, err, "date")
	}
	for _, s := range []string{"2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "5874898-01-01", "4714-11-23 BC"} {
		_, err := civil.ParseDate(s)
		require.ErrorIs(t, err, civil.ErrRange, s)
	}
	assert.True(t, civil.Date{}.IsZero())
	assert.False(t, civil.Date{}.IsValid())
}

func TestTimeString(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"00:00:00", "23:59:59.999999", "24:00:00", "12:30:00.5", "01:02:03.00001"} {
		v, err := civil.ParseTime(s)
		require.NoError(t, err, s)
		assert.Equal(t, s, v.String())
	}
	v, err := civil.ParseTime("12:30")
	require.NoError(t, err)
	assert.Equal(t, []int{12, 30, 0, 0}, []int{v.Hour(), v.Minute(), v.Second(), v.Microsecond()})
	for _, s := range []string{"", "12", "1:02", "12:30:00.", "12:30.5", "12:30:00.1234567", "12:30:00Z", "12:30:0x"} {
		_, err := civil.ParseTime(s)
		require.ErrorIs(t, err, civil.ErrSyntax, s)
	}
	for _, s := range []string{"24:00:01", "25:00:00", "12:60:00", "12:00:60"} {
		_, err := civil.ParseTime(s)
		require.ErrorIs(t, err, civil.ErrRange, s)
	}
}

func TestDateTimeString(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2024-05-06T07:08:09.5", "0044-03-15T12:00:00 BC", "294276-12-31T23:59:59.999999"} {
		assert.Equal(t, s, moment(t, s).String())
	}
	assert.Equal(t, moment(t, "2024-05-06T07:08:00"), moment(t, "2024-05-06 07:08"))
	_, err := civil.ParseDateTime("294276-12-31T24:00:00")
	require.ErrorIs(t, err, civil.ErrRange)
	_, err = civil.ParseDateTime("2024-05-06T07:08:09Z")
	require.ErrorIs(t, err, civil.ErrSyntax)
	_, err = civil.NewDateTime(2024, 2, 30, 0, 0, 0, 0)
	require.ErrorIs(t, err, civil.ErrRange)
}

func TestOrder(t *testing.T) {
	t.Parallel()
	ordered := []string{"0044-03-15T12:00:00 BC", "0001-01-01T00:00:00", "2024-05-05T24:00:00", "2024-05-06T07:08:09", "2024-05-06T07:08:09.000001"}
	for i, a := range ordered {
		for j, b := range ordered {
			x, y := moment(t, a), moment(t, b)
			assert.Equal(t, i < j, x.Before(y), "%s, %s", a, b)
			assert.Equal(t, i > j, x.After(y), "%s, %s", a, b)
			assert.Equal(t, i == j, x.Compare(y) == 0, "%s, %s", a, b)
		}
	}
	assert.True(t, day(t, "2024-05-05").Before(day(t, "2024-05-06")))
	assert.True(t, day(t, "2024-05-05").After(day(t, "0044-03-15 BC")))
}

func TestCrossingOverNamesALocation(t *testing.T) {
	t.Parallel()
	kathmandu := time.FixedZone("+0545", 5*3600+45*60)
	d := moment(t, "2024-05-06T07:08:09.5")
	instant := d.In(kathmandu)
	assert.Equal(t, "2024-05-06T07:08:09.5+05:45", instant.Format(time.RFC3339Nano))
	assert.Equal(t, d, civil.DateTimeOf(instant))
	assert.Equal(t, moment(t, "2024-05-06T01:23:09.5"), civil.DateTimeOf(instant.UTC()))
	assert.Equal(t, d, civil.DateTimeOf(instant.Add(999)), "cut to the microsecond")
	assert.Equal(t, d, d.Date.At(d.Time))
	assert.Equal(t, moment(t, "2024-05-07T00:00:00"), d.Add(16*time.Hour+51*time.Minute+50500*time.Millisecond))
	assert.Equal(t, moment(t, "2024-03-01T07:08:09.5"), moment(t, "2024-02-29T07:08:09.5").AddDays(1))
	assert.Equal(t, 48*time.Hour, moment(t, "2024-03-02T00:00:00").Sub(moment(t, "2024-02-29T00:00:00")))
}

func TestS12_CivilJSONHasNoZone(t *testing.T) {
	t.Parallel()
	type row struct {
		On civil.Date     `json:"on"`
		At civil.Time     `json:"at"`
		In civil.DateTime `json:"in"`
	}
	r := row{day(t, "2024-05-06"), civil.TimeOf(time.Date(1, 1, 1, 7, 8, 9, 0, time.UTC)), moment(t, "2024-05-06T07:08:09.25")}
	b, err := json.Marshal(r)
	require.NoError(t, err)
	assert.JSONEq(t, `{"on":"2024-05-06","at":"07:08:09","in":"2024-05-06T07:08:09.25"}`, string(b))
	var back row
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, r, back)
	_, err = json.Marshal(row{})
	require.ErrorIs(t, err, civil.ErrRange)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"in":"2024-05-06T07:08:09Z"}`), &back), civil.ErrSyntax)
}

// pgx reads and writes the types by itself, in both formats.
func TestPgxKnowsTheTypes(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	check := func(oid uint32, value, target, got any) {
		t.Helper()
		for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
			b, err := m.Encode(oid, format, value, nil)
			require.NoError(t, err)
			require.NoError(t, m.Scan(oid, format, b, target))
			assert.EqualExportedValues(t, value, deref(got))
			require.ErrorIs(t, m.Scan(oid, format, nil, target), civil.ErrNull)
		}
	}
	var d civil.Date
	check(pgtype.DateOID, day(t, "0044-03-15 BC"), &d, &d)
	var at civil.DateTime
	check(pgtype.TimestampOID, moment(t, "2024-05-06T07:08:09.000001"), &at, &at)
	var clock civil.Time
	check(pgtype.TimeOID, moment(t, "2024-05-06T07:08:09.000001").Time, &clock, &clock)
	require.ErrorIs(t, m.Scan(pgtype.DateOID, pgtype.TextFormatCode, []byte("infinity"), &d), civil.ErrInfinite)
	require.ErrorIs(t, m.Scan(pgtype.TimestampOID, pgtype.TextFormatCode, []byte("-infinity"), &at), civil.ErrInfinite)
	_, err := m.Encode(pgtype.DateOID, pgtype.BinaryFormatCode, civil.Date{}, nil)
	require.ErrorIs(t, err, civil.ErrRange)
}

func deref(p any) any {
	switch p := p.(type) {
	case *civil.Date:
		return *p
	case *civil.Time:
		return *p
	case *civil.DateTime:
		return *p
	default:
		return p
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2024-02-29", "0044-03-15T12:00:00.5 BC", "24:00:00", "", "-", "T BC"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := civil.ParseDateTime(s); err == nil {
			again, err := civil.ParseDateTime(d.String())
			require.NoError(t, err)
			assert.Equal(t, d, again)
		}
		_, _ = civil.ParseDate(s)
		_, _ = civil.ParseTime(s)
	})
}
