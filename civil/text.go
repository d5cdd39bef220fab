package civil

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// append writes the date and returns the era that belongs behind it, and behind a time of day that follows.
func (d Date) append(buf []byte) (_ []byte, era string) {
	year := d.Year
	if year <= 0 && !d.IsZero() {
		year, era = 1-year, " BC"
	}
	for limit := 1000; limit > 1 && year < limit; limit /= 10 {
		buf = append(buf, '0')
	}
	buf = strconv.AppendInt(buf, int64(year), 10)
	buf = appendTwo(append(buf, '-'), int(d.Month))
	return appendTwo(append(buf, '-'), d.Day), era
}

func (t Time) append(buf []byte) []byte {
	buf = appendTwo(buf, t.Hour())
	buf = appendTwo(append(buf, ':'), t.Minute())
	buf = appendTwo(append(buf, ':'), t.Second())
	micros := t.Microsecond()
	if micros == 0 {
		return buf
	}
	buf = append(buf, '.')
	for unit := microsPerSecond / 10; micros > 0; unit /= 10 {
		buf = append(buf, byte('0'+micros/unit))
		micros %= unit
	}
	return buf
}

func appendTwo(buf []byte, n int) []byte {
	if n < 0 || n > 99 {
		return strconv.AppendInt(buf, int64(n), 10)
	}
	return append(buf, byte('0'+n/10), byte('0'+n%10))
}

// ParseDate reads a date as [Date.String] writes it.
func ParseDate(s string) (Date, error) {
	body, bc := strings.CutSuffix(s, " BC")
	parts := strings.Split(body, "-")
	if len(parts) != 3 || len(parts[0]) < 4 || len(parts[1]) != 2 || len(parts[2]) != 2 {
		return Date{}, syntax("date", s)
	}
	year, ok1 := digits(parts[0])
	month, ok2 := digits(parts[1])
	day, ok3 := digits(parts[2])
	if !ok1 || !ok2 || !ok3 || year == 0 {
		return Date{}, syntax("date", s)
	}
	if bc {
		year = 1 - year
	}
	return NewDate(year, time.Month(month), day)
}

// ParseTime reads a time of day as [Time.String] writes it; the seconds may be left out. Digits beyond the microsecond
// are refused.
func ParseTime(s string) (Time, error) {
	body, fraction, hasFraction := strings.Cut(s, ".")
	micros, ok := parseFraction(fraction, hasFraction)
	parts := strings.Split(body, ":")
	if !ok || len(parts) < 2 || len(parts) > 3 || (hasFraction && len(parts) != 3) {
		return Time{}, syntax("time", s)
	}
	var hms [3]int
	for i, part := range parts {
		if len(part) != 2 {
			return Time{}, syntax("time", s)
		}
		if hms[i], ok = digits(part); !ok {
			return Time{}, syntax("time", s)
		}
	}
	return NewTime(hms[0], hms[1], hms[2], micros)
}

func parseFraction(s string, present bool) (micros int, ok bool) {
	if !present {
		return 0, true
	}
	if len(s) == 0 || len(s) > 6 {
		return 0, false
	}
	micros, ok = digits(s)
	for range 6 - len(s) {
		micros *= 10
	}
	return micros, ok
}

// ParseDateTime reads a date and time as [DateTime.String] writes it; a space may stand for the T.
func ParseDateTime(s string) (DateTime, error) {
	body, bc := strings.CutSuffix(s, " BC")
	at := strings.IndexAny(body, "T ")
	if at < 0 {
		return DateTime{}, syntax("date and time", s)
	}
	day := body[:at]
	if bc {
		day += " BC"
	}
	date, err := ParseDate(day)
	if err != nil {
		return DateTime{}, err
	}
	t, err := ParseTime(body[at+1:])
	if err != nil {
		return DateTime{}, err
	}
	d := DateTime{date, t}
	return d, d.check()
}

// digits reads at most nine decimal digits and nothing else.
func digits(s string) (int, bool) {
	if len(s) == 0 || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func syntax(what, s string) error { return fmt.Errorf("%w: %q is no %s", ErrSyntax, s, what) }

// AppendText appends what [Date.String] returns; the zero Date and others that do not exist are an error.
func (d Date) AppendText(buf []byte) ([]byte, error) {
	if err := d.check(); err != nil {
		return buf, err
	}
	buf, era := d.append(buf)
	return append(buf, era...), nil
}

// MarshalText does what [Date.AppendText] does.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads what [Date.AppendText] writes.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// AppendText appends what [Time.String] returns.
func (t Time) AppendText(buf []byte) ([]byte, error) { return t.append(buf), nil }

// MarshalText does what [Time.AppendText] does.
func (t Time) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText reads what [Time.AppendText] writes.
func (t *Time) UnmarshalText(text []byte) (err error) {
	*t, err = ParseTime(string(text))
	return err
}

// AppendText appends what [DateTime.String] returns; values that do not exist are an error.
func (d DateTime) AppendText(buf []byte) ([]byte, error) {
	if err := d.check(); err != nil {
		return buf, err
	}
	buf, era := d.Date.append(buf)
	return append(d.Time.append(append(buf, 'T')), era...), nil
}

// MarshalText does what [DateTime.AppendText] does.
func (d DateTime) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads what [DateTime.AppendText] writes.
func (d *DateTime) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDateTime(string(text))
	return err
}
