package civil

import (
	"cmp"
	"fmt"
	"time"
)

// The dates that PostgreSQL keeps: 24 November 4714 BC to 31 December 5874897. (Year 0 is 1 BC.)
var (
	minDate = Date{-4713, time.November, 24}
	maxDate = Date{5874897, time.December, 31}
)

// Date is a day of the calendar (proleptic Gregorian). Its year is counted with a zero: year 0 is 1 BC, -1 is 2 BC.
// The zero Date is no day; [Date.IsZero] tells.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns the day, or an error that wraps [ErrRange] where the calendar or PostgreSQL has none such.
func NewDate(year int, month time.Month, day int) (Date, error) {
	d := Date{year, month, day}
	return d, d.check()
}

// DateOf returns the day that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// IsValid reports whether the calendar has the day and PostgreSQL can keep it.
func (d Date) IsValid() bool {
	if d.Month < time.January || d.Month > time.December || d.Day < 1 || d.Day > daysIn(d.Year, d.Month) {
		return false
	}
	return d.Compare(minDate) >= 0 && d.Compare(maxDate) <= 0
}

func (d Date) check() error {
	if !d.IsValid() {
		return fmt.Errorf("%w: %d-%02d-%02d is no day that PostgreSQL keeps", ErrRange, d.Year, int(d.Month), d.Day)
	}
	return nil
}

// Compare returns -1, 0 or 1 as d lies before, is or lies after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before reports whether d lies before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d lies after e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddDays returns the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return fromDays(d.days() + n) }

// DaysSince returns the number of days from e to d.
func (d Date) DaysSince(e Date) int { return d.days() - e.days() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(((d.days()+6)%7 + 7) % 7) // 1 January 2000 was a Saturday
}

// At returns the date and time of t on d.
func (d Date) At(t Time) DateTime { return DateTime{d, t} }

// In returns the instant at which d begins in loc; where midnight is skipped there, the time that [time.Date] gives.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// String returns the date as 2006-01-02, with " BC" behind it for years before the first.
func (d Date) String() string {
	buf, era := d.append(make([]byte, 0, 16))
	return string(append(buf, era...))
}

// FromPostgres returns the day that lies days after 1 January 2000, the form in which PostgreSQL sends a date.
func FromPostgres(days int32) (Date, error) {
	if days == 1<<31-1 || days == -1<<31 {
		return Date{}, ErrInfinite
	}
	d := fromDays(int(days))
	return d, d.check()
}

// days counts from 1 January 2000. The year is taken to begin in March, so that the leap day is its last.
func (d Date) days() int {
	y, m := d.Year, int(d.Month)-3
	if m < 0 {
		y, m = y-1, m+12
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*m+2)/5 + d.Day - 1
	return era*daysPerEra + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - daysBefore2000
}

const (
	daysPerEra     = 146097 // 400 years
	daysBefore2000 = 730425 // from 1 March of the year 0 to 1 January 2000
)

func fromDays(n int) Date {
	n += daysBefore2000
	era := floorDiv(n, daysPerEra)
	doe := n - era*daysPerEra
	yearOfEra := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	dayOfYear := doe - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	d := Date{Year: yearOfEra + era*400, Month: time.Month(m + 3), Day: dayOfYear - (153*m+2)/5 + 1}
	if m >= 10 {
		d.Year, d.Month = d.Year+1, time.Month(m-9)
	}
	return d
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	default:
		return 31
	}
}
