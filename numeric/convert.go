package numeric

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Int64 returns n as an int64, or an error that wraps [ErrRange] where n has a fraction or is too great, and
// [ErrNotFinite] where it is no finite number.
func (n Numeric) Int64() (int64, error) {
	if n.kind != finite {
		return 0, fmt.Errorf("%w: %s is no int64", ErrNotFinite, n)
	}
	if n.scale == 0 && n.digits == "" {
		return n.small, nil
	}
	if whole, ok := n.whole(); ok && whole.IsInt64() {
		return whole.Int64(), nil
	}
	return 0, fmt.Errorf("%w: %s is no int64", ErrRange, n)
}

// Uint64 returns n as a uint64, with the errors of [Numeric.Int64].
func (n Numeric) Uint64() (uint64, error) {
	if n.kind != finite {
		return 0, fmt.Errorf("%w: %s is no uint64", ErrNotFinite, n)
	}
	if whole, ok := n.whole(); ok && whole.IsUint64() {
		return whole.Uint64(), nil
	}
	return 0, fmt.Errorf("%w: %s is no uint64", ErrRange, n)
}

// whole returns a finite n without its scale, and false where n has a fraction.
func (n Numeric) whole() (*big.Int, bool) {
	n = n.Normal()
	return n.big(), n.scale == 0
}

// Float64 returns the float64 that is nearest to n; exact says whether it is n itself. Numbers too great become infinities.
func (n Numeric) Float64() (f float64, exact bool) {
	switch n.kind {
	case nan:
		return math.NaN(), true
	case infinite:
		return math.Inf(1), true
	case negativeInfinite:
		return math.Inf(-1), true
	case finite:
	}
	f, _ = strconv.ParseFloat(n.String(), 64) // an error of range still gives the infinity
	if math.IsInf(f, 0) {
		return f, false
	}
	r, _ := n.Rat()
	return f, new(big.Rat).SetFloat64(f).Cmp(r) == 0
}

// Rat returns n as a fraction, or an error that wraps [ErrNotFinite].
func (n Numeric) Rat() (*big.Rat, error) {
	if n.kind != finite {
		return nil, fmt.Errorf("%w: %s is no fraction", ErrNotFinite, n)
	}
	return new(big.Rat).SetFrac(n.big(), powerOfTen(int(n.scale))), nil
}

// Big returns the coefficient and the scale of n: n is coefficient × 10^-scale. It fails with [ErrNotFinite].
func (n Numeric) Big() (coefficient *big.Int, scale int, err error) {
	if n.kind != finite {
		return nil, 0, fmt.Errorf("%w: %s has no coefficient", ErrNotFinite, n)
	}
	return n.big(), int(n.scale), nil
}

// Normal returns the number with the least scale: 1.50 becomes 1.5, 2.00 becomes 2. Equal numbers have the same Normal.
func (n Numeric) Normal() Numeric {
	if n.kind != finite || n.scale == 0 {
		return n
	}
	if n.digits == "" {
		for n.scale > 0 && n.small%10 == 0 {
			n.small, n.scale = n.small/10, n.scale-1
		}
		return n
	}
	trimmed := strings.TrimRight(n.digits, "0")
	cut := min(len(n.digits)-len(trimmed), int(n.scale))
	n, _ = fromDigits(n.digits[:len(n.digits)-cut], int(n.scale)-cut) // fewer digits than before: cannot fail
	if n.digits == "" {
		return n.Normal()
	}
	return n
}
