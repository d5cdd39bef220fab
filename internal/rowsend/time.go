package rowsend

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

// instantWriter sends a time.Time; to a column without a zone goes what UTC shows.
func instantWriter(p *pair) *Writer {
	w := &Writer{
		Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			return p.appendInstant(buf, *rowscan.As[time.Time](ptr))
		},
		Canonical: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			t := Cut(*rowscan.As[time.Time](ptr))
			buf = binary.BigEndian.AppendUint64(buf, uint64(t.Unix()))
			return binary.BigEndian.AppendUint32(buf, uint32(t.Nanosecond())), nil
		},
		Immutable: true,
	}
	switch {
	case p.sql.Kind == sqltype.Time:
		w.Arg = func(ptr rowscan.Pointer) (any, error) {
			t := Cut(*rowscan.As[time.Time](ptr))
			if err := p.checkInstant(t); err != nil {
				return nil, err
			}
			return t, nil
		}
	case p.sql.OID == pgtype.TimestampOID:
	case p.sql.OID == pgtype.DateOID:
		w.Text = func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			return p.appendText(buf, civil.DateOf(rowscan.As[time.Time](ptr).UTC()))
		}
		w.Canonical = nil
	default:
		return nil
	}
	return w
}

// Cut returns t as a timestamptz column gives it back: in UTC, to the microsecond, rounded towards the past as pgx does,
// and without a monotonic clock.
func Cut(t time.Time) time.Time { return t.UTC().Add(-time.Duration(t.Nanosecond() % 1000)) }

func (p *pair) checkInstant(t time.Time) error {
	if !civil.DateTimeOf(t.UTC()).IsValid() {
		return p.fail(fmt.Errorf("%w: the year %d", ErrOutOfRange, t.UTC().Year()))
	}
	return nil
}

// appendInstant writes the time in UTC with its offset, which a column without a zone does not look at.
func (p *pair) appendInstant(buf []byte, t time.Time) ([]byte, error) {
	t = Cut(t)
	if err := p.checkInstant(t); err != nil {
		return nil, err
	}
	d := civil.DateTimeOf(t)
	buf, _ = d.AppendText(buf) // was checked
	if d.Date.Year <= 0 {
		return append(buf[:len(buf)-len(" BC")], "+00 BC"...), nil
	}
	return append(buf, "+00"...), nil
}

type textAppender interface {
	AppendText(buf []byte) ([]byte, error)
}

func (p *pair) appendText(buf []byte, v textAppender) ([]byte, error) {
	buf, err := v.AppendText(buf)
	if err != nil {
		return nil, p.outOfRange(err)
	}
	return buf, nil
}

func (p *pair) outOfRange(err error) error { return p.fail(fmt.Errorf("%w: %w", ErrOutOfRange, err)) }

func civilDateTimeWriter(p *pair) *Writer {
	if p.sql.OID != pgtype.TimestampOID {
		return nil
	}
	return &Writer{Immutable: true, Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		return p.appendText(buf, *rowscan.As[civil.DateTime](ptr))
	}}
}

func civilDateWriter(p *pair) *Writer {
	if p.sql.OID != pgtype.DateOID {
		return nil
	}
	return &Writer{Immutable: true, Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		return p.appendText(buf, *rowscan.As[civil.Date](ptr))
	}}
}

func civilTimeWriter(p *pair) *Writer {
	if p.sql.OID != pgtype.TimeOID {
		return nil
	}
	return &Writer{Immutable: true, Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		return p.appendText(buf, *rowscan.As[civil.Time](ptr))
	}}
}

// spanWriter sends a time.Duration as hours, minutes and seconds, cut to the microsecond.
func spanWriter(p *pair) *Writer {
	if p.sql.Kind == sqltype.Int {
		return intWriter(p)
	}
	if p.sql.Kind != sqltype.Span {
		return nil
	}
	return &Writer{
		Immutable: true,
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return appendSpan(buf, rowscan.As[time.Duration](p).Microseconds()), nil
		},
		Canonical: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return binary.BigEndian.AppendUint64(buf, uint64(rowscan.As[time.Duration](p).Microseconds())), nil
		},
	}
}

func appendSpan(buf []byte, micros int64) []byte {
	if micros < 0 {
		buf, micros = append(buf, '-'), -micros
	}
	seconds := micros / 1e6
	buf = append(strconv.AppendInt(buf, seconds/3600, 10), ':')
	buf = append(appendPadded(buf, seconds/60%60, 2), ':')
	buf = append(appendPadded(buf, seconds%60, 2), '.')
	return appendPadded(buf, micros%1e6, 6)
}

// appendPadded writes n with width digits.
func appendPadded(buf []byte, n int64, width int) []byte {
	for limit := int64(10); width > 1; width-- {
		if n < limit {
			buf = append(buf, '0')
		}
		limit *= 10
	}
	return strconv.AppendInt(buf, n, 10)
}

// numericWriter sends any numeric to a numeric column, and whole numbers to integers too.
func numericWriter(p *pair) *Writer {
	switch p.sql.Kind {
	case sqltype.Number, sqltype.Int, sqltype.Float, sqltype.Text:
	default:
		return nil
	}
	return &Writer{
		Immutable: true,
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return rowscan.As[numeric.Numeric](p).AppendTo(buf), nil
		},
		Canonical: prefixed(func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return rowscan.As[numeric.Numeric](p).Normal().AppendTo(buf), nil
		}),
	}
}
