package numeric

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The signs of PostgreSQL's binary form.
const (
	wirePositive         = 0x0000
	wireNegative         = 0x4000
	wireNaN              = 0xC000
	wireInfinite         = 0xD000
	wireNegativeInfinite = 0xF000
)

// FromPostgres reads the binary form in which PostgreSQL sends a numeric: the number of groups, the weight of the first,
// the sign, the scale, and the groups, each of four decimal digits.
func FromPostgres(src []byte) (Numeric, error) {
	if len(src) < 8 {
		return Numeric{}, fmt.Errorf("%w: %d bytes are less than a header", ErrSyntax, len(src))
	}
	count := int(binary.BigEndian.Uint16(src))
	weight := int(int16(binary.BigEndian.Uint16(src[2:])))
	sign := binary.BigEndian.Uint16(src[4:])
	scale := int(binary.BigEndian.Uint16(src[6:]))
	switch sign {
	case wireNaN:
		return NaN(), nil
	case wireInfinite:
		return Inf(1), nil
	case wireNegativeInfinite:
		return Inf(-1), nil
	case wirePositive, wireNegative:
	default:
		return Numeric{}, fmt.Errorf("%w: sign %#x", ErrSyntax, sign)
	}
	groups := src[8:]
	if len(groups) != 2*count || scale > maxScale {
		return Numeric{}, fmt.Errorf("%w: %d bytes for %d groups, scale %d", ErrSyntax, len(groups), count, scale)
	}
	for i := 0; i < len(groups); i += 2 {
		if binary.BigEndian.Uint16(groups[i:]) > 9999 {
			return Numeric{}, fmt.Errorf("%w: a group above 9999", ErrSyntax)
		}
	}
	if n, ok := smallFromWire(groups, weight, scale, sign == wireNegative); ok {
		return n, nil
	}
	return bigFromWire(groups, weight, scale, sign == wireNegative)
}

// smallFromWire reads numbers whose coefficient fits an int64, without memory of their own.
func smallFromWire(groups []byte, weight, scale int, negative bool) (Numeric, bool) {
	if len(groups) == 0 {
		return Numeric{scale: uint16(scale)}, true
	}
	if weight > 4 || weight < -5 || scale > 18 {
		return Numeric{}, false
	}
	var c uint64
	for g := weight; g >= -(scale+3)/4; g-- { // group g counts 10000^g
		keep := 4
		if g < 0 {
			keep = min(4, scale+4*(g+1)) // digits of a group of the fraction that lie within the scale
		}
		pow := uint64(powers[keep])
		if c > (math.MaxInt64-9999)/pow {
			return Numeric{}, false
		}
		c = c*pow + uint64(groupAt(groups, weight-g)/powers[4-keep])
	}
	n := Numeric{small: int64(c), scale: uint16(scale)}
	if negative {
		n.small = -n.small
	}
	return n, true
}

var powers = [5]int{1, 10, 100, 1000, 10000}

// groupAt returns group i, or 0 where trailing groups were left out or i lies before the first.
func groupAt(groups []byte, i int) int {
	if i < 0 || 2*i >= len(groups) {
		return 0
	}
	return int(binary.BigEndian.Uint16(groups[2*i:]))
}

func bigFromWire(groups []byte, weight, scale int, negative bool) (Numeric, error) {
	first := max(weight, -1)
	last := -(scale + 3) / 4
	digits := make([]byte, 0, 4*(first-last+1)+1)
	if negative {
		digits = append(digits, '-')
	}
	for g := first; g >= last; g-- {
		v := groupAt(groups, weight-g)
		digits = append(digits, byte('0'+v/1000), byte('0'+v/100%10), byte('0'+v/10%10), byte('0'+v%10))
	}
	digits = digits[:len(digits)-(-4*last-scale)]
	return fromDigits(string(digits), scale)
}
