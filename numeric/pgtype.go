package numeric

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
)

// These methods let pgx read and write the type by itself.
var (
	_ pgtype.NumericScanner = (*Numeric)(nil)
	_ pgtype.NumericValuer  = Numeric{}
)

// ScanNumeric reads a numeric column for pgx.
func (n *Numeric) ScanNumeric(v pgtype.Numeric) (err error) {
	switch {
	case !v.Valid:
		return ErrNull
	case v.NaN:
		*n = NaN()
	case v.InfinityModifier != pgtype.Finite:
		*n = Inf(int(v.InfinityModifier))
	case v.Exp < -maxScale || v.Exp > maxWhole:
		return fmt.Errorf("%w: an exponent of %d", ErrRange, v.Exp)
	default:
		*n, err = assemble("", v.Int.Sign() < 0, trimSign(v.Int.String()), int(-v.Exp))
	}
	return err
}

func trimSign(digits string) string {
	if digits[0] == '-' {
		return digits[1:]
	}
	return digits
}

// NumericValue writes a numeric parameter for pgx.
func (n Numeric) NumericValue() (pgtype.Numeric, error) {
	switch n.kind {
	case nan:
		return pgtype.Numeric{NaN: true, Valid: true}, nil
	case infinite:
		return pgtype.Numeric{InfinityModifier: pgtype.Infinity, Valid: true}, nil
	case negativeInfinite:
		return pgtype.Numeric{InfinityModifier: pgtype.NegativeInfinity, Valid: true}, nil
	case finite:
	}
	return pgtype.Numeric{Int: n.big(), Exp: -int32(n.scale), Valid: true}, nil
}
