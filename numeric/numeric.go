package numeric

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// The limits of PostgreSQL's numeric: digits before and behind the decimal point.
const (
	maxWhole = 131072
	maxScale = 16383
)

type kind uint8

const (
	finite kind = iota
	nan
	infinite
	negativeInfinite
)

// Numeric is an exact decimal number, coefficient × 10^-scale, or NaN or an infinity. The zero value is 0.
//
// Each number with its scale has one representation, so that == is safe: a coefficient that fits an int64 stands in
// small and digits is empty; a greater one stands in digits, with its sign, and small is 0.
type Numeric struct {
	digits string
	small  int64
	scale  uint16
	kind   kind
}

// FromInt returns n with scale 0.
func FromInt(n int64) Numeric { return Numeric{small: n} }

// FromUint returns n with scale 0.
func FromUint(n uint64) Numeric {
	if n <= math.MaxInt64 {
		return Numeric{small: int64(n)}
	}
	return Numeric{digits: strconv.FormatUint(n, 10)}
}

// FromScaled returns n × 10^-scale: FromScaled(1250, 2) is 12.50.
func FromScaled(n int64, scale uint16) (Numeric, error) {
	if scale > maxScale {
		return Numeric{}, fmt.Errorf("%w: a scale of %d is more than %d", ErrRange, scale, maxScale)
	}
	return Numeric{small: n, scale: scale}, nil
}

// FromBig returns n × 10^-scale.
func FromBig(n *big.Int, scale uint16) (Numeric, error) {
	return fromDigits(n.String(), int(scale))
}

// FromFloat returns the shortest decimal that reads back as f; NaN and infinities stay what they are.
func FromFloat(f float64) Numeric {
	switch {
	case math.IsNaN(f):
		return NaN()
	case math.IsInf(f, 0):
		return Inf(cmp.Compare(f, 0))
	}
	n, _ := Parse(strconv.FormatFloat(f, 'f', -1, 64)) // at most 309 digits before and 1074 behind the point: cannot fail
	return n
}

// NaN returns PostgreSQL's NaN.
func NaN() Numeric { return Numeric{kind: nan} }

// Inf returns -Infinity where sign is negative, Infinity elsewhere.
func Inf(sign int) Numeric {
	if sign < 0 {
		return Numeric{kind: negativeInfinite}
	}
	return Numeric{kind: infinite}
}

// fromDigits takes an optional minus sign and decimal digits.
func fromDigits(digits string, scale int) (Numeric, error) {
	sign, body := "", digits
	if strings.HasPrefix(body, "-") {
		sign, body = "-", body[1:]
	}
	body = strings.TrimLeft(body, "0")
	if scale > maxScale || len(body)-scale > maxWhole {
		return Numeric{}, fmt.Errorf("%w: more than %d digits before or %d behind the decimal point", ErrRange, maxWhole, maxScale)
	}
	if body == "" {
		return Numeric{scale: uint16(scale)}, nil
	}
	if len(body) <= 19 {
		if n, err := strconv.ParseInt(sign+body, 10, 64); err == nil {
			return Numeric{small: n, scale: uint16(scale)}, nil
		}
	}
	if len(sign)+len(body) == len(digits) {
		return Numeric{digits: digits, scale: uint16(scale)}, nil
	}
	return Numeric{digits: sign + body, scale: uint16(scale)}, nil
}

// IsNaN reports whether n is NaN.
func (n Numeric) IsNaN() bool { return n.kind == nan }

// IsInf reports whether n is one of the infinities.
func (n Numeric) IsInf() bool { return n.kind == infinite || n.kind == negativeInfinite }

// IsFinite reports whether n is a number with digits.
func (n Numeric) IsFinite() bool { return n.kind == finite }

// IsZero reports whether n is 0, at any scale.
func (n Numeric) IsZero() bool { return n.kind == finite && n.small == 0 && n.digits == "" }

// Scale returns the number of digits behind the decimal point.
func (n Numeric) Scale() int { return int(n.scale) }

// Sign returns -1, 0 or 1. NaN has the sign 1: it is greater than everything, as in PostgreSQL.
func (n Numeric) Sign() int {
	switch {
	case n.kind == negativeInfinite:
		return -1
	case n.kind != finite:
		return 1
	case n.digits != "":
		return 1 - 2*strings.Count(n.digits[:1], "-")
	default:
		return cmp.Compare(n.small, 0)
	}
}

// Neg returns -n.
func (n Numeric) Neg() Numeric {
	switch {
	case n.kind == infinite:
		return Inf(-1)
	case n.kind == negativeInfinite:
		return Inf(1)
	case n.kind == nan:
		return n
	case n.digits == "" && n.small != math.MinInt64:
		n.small = -n.small
		return n
	}
	digits := n.coefficient()
	if strings.HasPrefix(digits, "-") {
		digits = digits[1:]
	} else {
		digits = "-" + digits
	}
	n, _ = fromDigits(digits, int(n.scale)) // as many digits as before: cannot fail
	return n
}

func (n Numeric) coefficient() string {
	if n.digits != "" {
		return n.digits
	}
	return strconv.FormatInt(n.small, 10)
}

// Equal reports whether n and m are the same number, whatever their scales.
func (n Numeric) Equal(m Numeric) bool { return n.Cmp(m) == 0 }

// Cmp returns -1, 0 or 1 as n is less than, equal to or greater than m, in the order that PostgreSQL sorts in:
// -Infinity, the finite numbers, Infinity, NaN.
func (n Numeric) Cmp(m Numeric) int {
	if n.kind != finite || m.kind != finite {
		return cmp.Compare(n.rank(), m.rank())
	}
	if n.scale == m.scale && n.digits == "" && m.digits == "" {
		return cmp.Compare(n.small, m.small)
	}
	if order := cmp.Compare(n.Sign(), m.Sign()); order != 0 || n.IsZero() {
		return order
	}
	scale := max(n.scale, m.scale)
	return n.scaledTo(scale).Cmp(m.scaledTo(scale))
}

func (n Numeric) rank() int {
	return [...]int{finite: 0, infinite: 1, nan: 2, negativeInfinite: -1}[n.kind]
}

// scaledTo returns the coefficient that n has at a scale that is not less than its own.
func (n Numeric) scaledTo(scale uint16) *big.Int {
	c := n.big()
	if scale > n.scale {
		c.Mul(c, powerOfTen(int(scale-n.scale)))
	}
	return c
}

func (n Numeric) big() *big.Int {
	if n.digits == "" {
		return big.NewInt(n.small)
	}
	c, _ := new(big.Int).SetString(n.digits, 10) // digits holds nothing else: cannot fail
	return c
}

func powerOfTen(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
