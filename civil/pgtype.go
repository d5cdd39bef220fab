package civil

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// These methods let pgx read and write the types by itself.
var (
	_ pgtype.DateScanner      = (*Date)(nil)
	_ pgtype.DateValuer       = Date{}
	_ pgtype.TimeScanner      = (*Time)(nil)
	_ pgtype.TimeValuer       = Time{}
	_ pgtype.TimestampScanner = (*DateTime)(nil)
	_ pgtype.TimestampValuer  = DateTime{}
)

// ScanDate reads a date column for pgx.
func (d *Date) ScanDate(v pgtype.Date) error {
	if err := finite(v.Valid, v.InfinityModifier); err != nil {
		return err
	}
	*d = DateOf(v.Time)
	return d.check()
}

// DateValue writes a date parameter for pgx.
func (d Date) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: d.In(time.UTC), Valid: true}, d.check()
}

// ScanTime reads a time column for pgx.
func (t *Time) ScanTime(v pgtype.Time) (err error) {
	if !v.Valid {
		return ErrNull
	}
	*t, err = TimeOfMicros(v.Microseconds)
	return err
}

// TimeValue writes a time parameter for pgx.
func (t Time) TimeValue() (pgtype.Time, error) {
	return pgtype.Time{Microseconds: t.micros, Valid: true}, nil
}

// ScanTimestamp reads a timestamp column for pgx.
func (d *DateTime) ScanTimestamp(v pgtype.Timestamp) error {
	if err := finite(v.Valid, v.InfinityModifier); err != nil {
		return err
	}
	*d = DateTimeOf(v.Time)
	return d.check()
}

// TimestampValue writes a timestamp parameter for pgx.
func (d DateTime) TimestampValue() (pgtype.Timestamp, error) {
	return pgtype.Timestamp{Time: d.In(time.UTC), Valid: true}, d.check()
}

func finite(valid bool, infinity pgtype.InfinityModifier) error {
	switch {
	case !valid:
		return ErrNull
	case infinity != pgtype.Finite:
		return ErrInfinite
	default:
		return nil
	}
}
