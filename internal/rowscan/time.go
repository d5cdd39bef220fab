package rowscan

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/civil"
)

const (
	secondsTo2000   = 946684800 // from 1970 to 2000, where PostgreSQL begins to count
	microsPerSecond = 1_000_000
)

// instantDecoder gives times in UTC. A timestamp without zone and a date are read as if UTC were meant.
func instantDecoder(p *pair) Decode {
	switch {
	case p.oid == pgtype.DateOID:
		return instantFromDate(p)
	case p.oid != pgtype.TimestamptzOID && p.oid != pgtype.TimestampOID:
		return nil
	case p.format == text:
		return instantFromText(p)
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 8 {
			return p.malformed(src)
		}
		us := int64(binary.BigEndian.Uint64(src))
		if us == math.MaxInt64 || us == math.MinInt64 {
			return p.fail(ErrInfinite)
		}
		*(*time.Time)(dst.p) = time.Unix(secondsTo2000+us/microsPerSecond, us%microsPerSecond*1000).UTC()
		return nil
	}
}

func instantFromDate(p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		d, err := p.readDate(src)
		if err != nil {
			return err
		}
		*(*time.Time)(dst.p) = d.In(time.UTC)
		return nil
	}
}

func instantFromText(p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		d, offset, err := parseTimestamp(string(src), p.oid == pgtype.TimestamptzOID)
		if err != nil {
			return p.civilError(src, err)
		}
		*(*time.Time)(dst.p) = d.In(time.UTC).Add(-offset)
		return nil
	}
}

func civilDateTimeDecoder(p *pair) Decode {
	switch {
	case p.oid != pgtype.TimestampOID:
		return nil
	case p.format == text:
		return func(dst Pointer, src []byte, _ *Memory) error {
			d, _, err := parseTimestamp(string(src), false)
			if err != nil {
				return p.civilError(src, err)
			}
			*(*civil.DateTime)(dst.p) = d
			return nil
		}
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 8 {
			return p.malformed(src)
		}
		d, err := civil.DateTimeFromPostgres(int64(binary.BigEndian.Uint64(src)))
		if err != nil {
			return p.civilError(src, err)
		}
		*(*civil.DateTime)(dst.p) = d
		return nil
	}
}

func civilDateDecoder(p *pair) Decode {
	if p.oid != pgtype.DateOID {
		return nil
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		d, err := p.readDate(src)
		if err != nil {
			return err
		}
		*(*civil.Date)(dst.p) = d
		return nil
	}
}

func (p *pair) readDate(src []byte) (d civil.Date, err error) {
	switch {
	case p.format == text && isInfinity(string(src)):
		err = civil.ErrInfinite
	case p.format == text:
		d, err = civil.ParseDate(string(src))
	case len(src) == 4:
		d, err = civil.FromPostgres(int32(binary.BigEndian.Uint32(src)))
	default:
		return d, p.malformed(src)
	}
	if err != nil {
		return d, p.civilError(src, err)
	}
	return d, nil
}

func civilTimeDecoder(p *pair) Decode {
	switch {
	case p.oid != pgtype.TimeOID:
		return nil
	case p.format == text:
		return func(dst Pointer, src []byte, _ *Memory) error {
			t, err := civil.ParseTime(string(src))
			if err != nil {
				return p.civilError(src, err)
			}
			*(*civil.Time)(dst.p) = t
			return nil
		}
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 8 {
			return p.malformed(src)
		}
		t, err := civil.TimeOfMicros(int64(binary.BigEndian.Uint64(src)))
		if err != nil {
			return p.malformed(src)
		}
		*(*civil.Time)(dst.p) = t
		return nil
	}
}

// civilError turns an error of package civil into one of ours.
func (p *pair) civilError(src []byte, err error) error {
	switch {
	case src == nil:
		return p.fail(ErrNull)
	case errors.Is(err, civil.ErrInfinite):
		return p.fail(ErrInfinite)
	case errors.Is(err, civil.ErrRange) && p.format != text:
		return p.fail(errors.Join(ErrOutOfRange, err))
	default:
		return p.malformed(src)
	}
}

func isInfinity(s string) bool { return s == "infinity" || s == "-infinity" }
