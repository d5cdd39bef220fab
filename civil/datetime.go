package civil

import (
	"cmp"
	"fmt"
	"time"
)

// The years that PostgreSQL's timestamp keeps end before those of its date.
var maxDateTime = DateTime{Date{294276, time.December, 31}, Time{microsPerDay - 1}}

// DateTime is a date and a time of day in no zone. The zero DateTime is no date; [DateTime.IsZero] tells.
type DateTime struct {
	Date Date
	Time Time
}

// NewDateTime returns the date and time, or an error that wraps [ErrRange].
func NewDateTime(year int, month time.Month, day, hour, minute, second, microsecond int) (DateTime, error) {
	t, err := NewTime(hour, minute, second, microsecond)
	if err != nil {
		return DateTime{}, err
	}
	d := DateTime{Date{year, month, day}, t}
	return d, d.check()
}

// DateTimeOf returns what a calendar and a clock show at t in its own location, cut to the microsecond.
func DateTimeOf(t time.Time) DateTime { return DateTime{DateOf(t), TimeOf(t)} }

// IsZero reports whether d is the zero DateTime.
func (d DateTime) IsZero() bool { return d == DateTime{} }

// IsValid reports whether the calendar has the date and PostgreSQL's timestamp can keep it.
func (d DateTime) IsValid() bool { return d.Date.IsValid() && d.Compare(maxDateTime) <= 0 }

func (d DateTime) check() error {
	if !d.IsValid() {
		return fmt.Errorf("%w: %d-%02d-%02d %s is no date that a timestamp keeps",
			ErrRange, d.Date.Year, int(d.Date.Month), d.Date.Day, d.Time)
	}
	return nil
}

// Compare returns -1, 0 or 1 as d lies before, is or lies after e.
func (d DateTime) Compare(e DateTime) int {
	return cmp.Or(d.Date.Compare(e.Date), d.Time.Compare(e.Time))
}

// Before reports whether d lies before e.
func (d DateTime) Before(e DateTime) bool { return d.Compare(e) < 0 }

// After reports whether d lies after e.
func (d DateTime) After(e DateTime) bool { return d.Compare(e) > 0 }

// AddDays returns the same time of day n days later, or earlier where n is negative.
func (d DateTime) AddDays(n int) DateTime { return DateTime{d.Date.AddDays(n), d.Time} }

// Add returns what the clock shows after span, in a place where it is never moved; span is cut to the microsecond.
func (d DateTime) Add(span time.Duration) DateTime {
	return fromMicros(d.micros() + span.Microseconds())
}

// Sub returns the span from e to d, cut to what a [time.Duration] holds.
func (d DateTime) Sub(e DateTime) time.Duration { return d.In(time.UTC).Sub(e.In(time.UTC)) }

// In returns the instant at which calendar and clock show d in loc. Where the clock skips d or shows it twice, it is the
// instant that [time.Date] gives.
func (d DateTime) In(loc *time.Location) time.Time {
	t := d.Time
	return time.Date(d.Date.Year, d.Date.Month, d.Date.Day, t.Hour(), t.Minute(), t.Second(), t.Microsecond()*1000, loc)
}

// String returns the value as 2006-01-02T15:04:05.999999, with " BC" behind it for years before the first.
func (d DateTime) String() string {
	buf, era := d.Date.append(make([]byte, 0, 32))
	return string(append(d.Time.append(append(buf, 'T')), era...))
}

// DateTimeFromPostgres returns the date and time that lies micros after 1 January 2000, the form in which PostgreSQL
// sends a timestamp.
func DateTimeFromPostgres(micros int64) (DateTime, error) {
	if micros == 1<<63-1 || micros == -1<<63 {
		return DateTime{}, ErrInfinite
	}
	d := fromMicros(micros)
	return d, d.check()
}

// Postgres returns the microseconds since 1 January 2000.
func (d DateTime) Postgres() (int64, error) { return d.micros(), d.check() }

func (d DateTime) micros() int64 { return int64(d.Date.days())*microsPerDay + d.Time.micros }

func fromMicros(n int64) DateTime {
	days, rest := n/microsPerDay, n%microsPerDay
	if rest < 0 {
		days, rest = days-1, rest+microsPerDay
	}
	return DateTime{fromDays(int(days)), Time{rest}}
}
