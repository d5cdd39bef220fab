package rowscan

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// intervalDecoder reads an interval without months into a time.Duration. A day counts 24 hours: so PostgreSQL compares
// intervals, and so it makes them when it subtracts two timestamps.
func intervalDecoder(p *pair) Decode {
	if p.oid != pgtype.IntervalOID {
		return nil
	}
	return func(dst Pointer, src []byte, _ *Memory) (err error) {
		var v span
		switch {
		case src == nil:
			return p.fail(ErrNull)
		case p.format == text:
			v, err = parseInterval(string(src))
		case len(src) == 16:
			v = span{
				micros: int64(binary.BigEndian.Uint64(src)),
				days:   int64(int32(binary.BigEndian.Uint32(src[8:]))),
				months: int64(int32(binary.BigEndian.Uint32(src[12:]))),
			}
		default:
			err = errInterval
		}
		if err != nil {
			return p.malformed(src)
		}
		d, err := v.duration()
		if err != nil {
			return p.fail(err)
		}
		*(*time.Duration)(dst.p) = d
		return nil
	}
}

// span is an interval as PostgreSQL keeps it.
type span struct{ months, days, micros int64 }

const microsPerDay = 24 * 60 * 60 * microsPerSecond

func (s span) duration() (time.Duration, error) {
	if s.months != 0 {
		return 0, fmt.Errorf("%w: %d months, %d days, %d microseconds", ErrMonths, s.months, s.days, s.micros)
	}
	const limit = math.MaxInt64 / 1000
	total := s.micros + s.days*microsPerDay // days are 32 bits wide: only the sum can overflow
	if overflows(s.micros, s.days*microsPerDay) || total > limit || total < -limit {
		return 0, fmt.Errorf("%w: %d days, %d microseconds", ErrOutOfRange, s.days, s.micros)
	}
	return time.Duration(total) * time.Microsecond, nil
}

func overflows(a, b int64) bool {
	return (a > 0 && b > math.MaxInt64-a) || (a < 0 && b < math.MinInt64-a)
}

var errInterval = errors.New("no interval")

// parseInterval reads the default of IntervalStyle, postgres: 1 year 2 mons -3 days +04:05:06.789.
func parseInterval(s string) (v span, err error) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return v, errInterval
	}
	for len(words) > 1 {
		n, err := strconv.ParseInt(words[0], 10, 32)
		if err != nil {
			return v, errInterval
		}
		switch strings.TrimSuffix(words[1], "s") {
		case "year":
			v.months += 12 * n
		case "mon":
			v.months += n
		case "day":
			v.days += n
		default:
			return v, errInterval
		}
		words = words[2:]
	}
	if len(words) == 1 {
		v.micros, err = parseClock(words[0])
	}
	return v, err
}

// parseClock reads hours that may pass 24, minutes and seconds with a fraction, and a sign.
func parseClock(s string) (micros int64, err error) {
	sign := int64(1)
	if s[0] == '-' || s[0] == '+' {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	hours, rest, ok := strings.Cut(s, ":")
	h, err := strconv.ParseUint(hours, 10, 62)
	if !ok || err != nil || h > math.MaxInt64/(3600*microsPerSecond)-1 || len(rest) < 5 || rest[2] != ':' {
		return 0, errInterval
	}
	minutes, err1 := strconv.ParseUint(rest[:2], 10, 8)
	seconds, fraction, hasFraction := strings.Cut(rest[3:], ".")
	sec, err2 := strconv.ParseUint(seconds, 10, 8)
	if err1 != nil || err2 != nil || minutes > 59 || sec > 59 || len(fraction) > 6 || (hasFraction && fraction == "") {
		return 0, errInterval
	}
	frac, err := strconv.ParseUint((fraction + "000000")[:6], 10, 32)
	if err != nil {
		return 0, errInterval
	}
	return sign * (int64((h*60+minutes)*60+sec)*microsPerSecond + int64(frac)), nil
}
