package rowscan

import (
	"strings"
	"time"

	"github.com/rowan-go/rowan/civil"
)

// parseTimestamp reads PostgreSQL's ISO form, 2006-01-02 15:04:05.999999+07:30:15 BC, and returns the wall clock and, where
// a zone is expected, its offset. Other settings of DateStyle are refused: their text does not say which number is the day.
func parseTimestamp(s string, zoned bool) (d civil.DateTime, offset time.Duration, err error) {
	if isInfinity(s) {
		return d, 0, civil.ErrInfinite
	}
	body, bc := strings.CutSuffix(s, " BC")
	if zoned {
		at := strings.LastIndexAny(body, "+-")
		if at <= strings.IndexByte(body, ' ') {
			return d, 0, civil.ErrSyntax
		}
		if offset, err = parseOffset(body[at:]); err != nil {
			return d, 0, err
		}
		body = body[:at]
	}
	if bc {
		body += " BC"
	}
	d, err = civil.ParseDateTime(body)
	return d, offset, err
}

// parseOffset reads ±hh, ±hh:mm or ±hh:mm:ss.
func parseOffset(s string) (time.Duration, error) {
	clock := s[1:]
	if len(clock) == 2 {
		clock += ":00"
	}
	t, err := civil.ParseTime(clock)
	if s[0] == '-' {
		return -t.SinceMidnight(), err
	}
	return t.SinceMidnight(), err
}
