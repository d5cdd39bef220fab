package civil

import (
	"cmp"
	"fmt"
	"time"
)

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 24 * 60 * 60 * microsPerSecond
)

// Time is a time of day, to the microsecond. The zero Time is midnight. PostgreSQL also keeps 24:00:00, the end of a
// day, and so does Time.
type Time struct{ micros int64 }

// NewTime returns the time of day, or an error that wraps [ErrRange]. 24:00:00 is a time, 23:59:60 is none.
func NewTime(hour, minute, second, microsecond int) (Time, error) {
	inRange := hour >= 0 && hour <= 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 &&
		microsecond >= 0 && microsecond < microsPerSecond
	t := Time{int64((hour*60+minute)*60+second)*microsPerSecond + int64(microsecond)}
	if !inRange || t.micros > microsPerDay {
		return Time{}, fmt.Errorf("%w: %d:%02d:%02d.%06d is no time of day", ErrRange, hour, minute, second, microsecond)
	}
	return t, nil
}

// TimeOf returns the time of day that t shows in its own location, cut to the microsecond.
func TimeOf(t time.Time) Time {
	h, m, s := t.Clock()
	return Time{int64((h*60+m)*60+s)*microsPerSecond + int64(t.Nanosecond()/1000)}
}

// TimeOfMicros returns the time that lies n microseconds after midnight, or an error that wraps [ErrRange].
func TimeOfMicros(n int64) (Time, error) {
	if n < 0 || n > microsPerDay {
		return Time{}, fmt.Errorf("%w: %d microseconds are no time of day", ErrRange, n)
	}
	return Time{n}, nil
}

// Hour returns the hour, 0 to 24.
func (t Time) Hour() int { return int(t.micros / (3600 * microsPerSecond)) }

// Minute returns the minute, 0 to 59.
func (t Time) Minute() int { return int(t.micros / (60 * microsPerSecond) % 60) }

// Second returns the second, 0 to 59.
func (t Time) Second() int { return int(t.micros / microsPerSecond % 60) }

// Microsecond returns the microsecond within the second, 0 to 999,999.
func (t Time) Microsecond() int { return int(t.micros % microsPerSecond) }

// Micros returns the microseconds since midnight.
func (t Time) Micros() int64 { return t.micros }

// SinceMidnight returns the time as a span.
func (t Time) SinceMidnight() time.Duration { return time.Duration(t.micros) * time.Microsecond }

// IsZero reports whether t is midnight.
func (t Time) IsZero() bool { return t.micros == 0 }

// Compare returns -1, 0 or 1 as t lies before, is or lies after u.
func (t Time) Compare(u Time) int { return cmp.Compare(t.micros, u.micros) }

// Before reports whether t lies before u.
func (t Time) Before(u Time) bool { return t.micros < u.micros }

// After reports whether t lies after u.
func (t Time) After(u Time) bool { return t.micros > u.micros }

// String returns the time as 15:04:05 or 15:04:05.999999, without trailing zeros.
func (t Time) String() string { return string(t.append(make([]byte, 0, 16))) }
