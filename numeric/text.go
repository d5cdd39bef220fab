package numeric

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// String returns n as PostgreSQL writes it: with all digits of its scale and without an exponent.
func (n Numeric) String() string { return string(n.AppendTo(nil)) }

// AppendTo appends what [Numeric.String] returns to buf.
func (n Numeric) AppendTo(buf []byte) []byte {
	switch n.kind {
	case nan:
		return append(buf, "NaN"...)
	case infinite:
		return append(buf, "Infinity"...)
	case negativeInfinite:
		return append(buf, "-Infinity"...)
	case finite:
	}
	if n.scale == 0 {
		if n.digits != "" {
			return append(buf, n.digits...)
		}
		return strconv.AppendInt(buf, n.small, 10)
	}
	var small [20]byte
	digits := append(small[:0], n.digits...)
	if len(digits) == 0 {
		digits = strconv.AppendInt(digits, n.small, 10)
	}
	return n.appendPointed(buf, digits)
}

func (n Numeric) appendPointed(buf, digits []byte) []byte {
	if digits[0] == '-' {
		buf, digits = append(buf, '-'), digits[1:]
	}
	scale := int(n.scale)
	if len(digits) > scale {
		buf = append(buf, digits[:len(digits)-scale]...)
		return append(append(buf, '.'), digits[len(digits)-scale:]...)
	}
	buf = append(buf, '0', '.')
	for range scale - len(digits) {
		buf = append(buf, '0')
	}
	return append(buf, digits...)
}

// Parse reads a number as PostgreSQL accepts it: digits with an optional sign, decimal point and exponent, or NaN,
// Infinity, inf with an optional sign, in any case. It keeps the scale that is written.
func Parse(s string) (Numeric, error) {
	body, negative := s, false
	if body != "" && (body[0] == '-' || body[0] == '+') {
		body, negative = body[1:], body[0] == '-'
	}
	switch strings.ToLower(body) {
	case "nan":
		if len(body) != len(s) {
			return Numeric{}, syntax(s)
		}
		return NaN(), nil
	case "infinity", "inf":
		if negative {
			return Inf(-1), nil
		}
		return Inf(1), nil
	}
	mantissa, exponent, ok := cutExponent(body)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if !ok || whole+fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return Numeric{}, syntax(s)
	}
	return assemble(s, negative, whole+fraction, len(fraction)-exponent)
}

// assemble builds digits × 10^-scale, where the scale may still be negative.
func assemble(s string, negative bool, digits string, scale int) (Numeric, error) {
	digits = strings.TrimLeft(digits, "0")
	if scale < 0 {
		if digits != "" && len(digits)-scale > maxWhole {
			return Numeric{}, fmt.Errorf("%w: %.40q has more than %d digits before the decimal point", ErrRange, s, maxWhole)
		}
		if digits != "" {
			digits += strings.Repeat("0", -scale)
		}
		scale = 0
	}
	if negative && digits != "" {
		digits = "-" + digits
	}
	n, err := fromDigits(digits, scale)
	if err != nil {
		return Numeric{}, fmt.Errorf("%w: %.40q", err, s)
	}
	return n, nil
}

func cutExponent(s string) (mantissa string, exponent int, ok bool) {
	at := strings.IndexAny(s, "eE")
	if at < 0 {
		return s, 0, true
	}
	exponent, err := strconv.Atoi(s[at+1:])
	limit := maxWhole + maxScale
	return s[:at], exponent, err == nil && exponent >= -limit && exponent <= limit
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func syntax(s string) error { return fmt.Errorf("%w: %.40q", ErrSyntax, s) }

// MarshalText writes what [Numeric.String] returns; in JSON it stands between quotes.
func (n Numeric) MarshalText() ([]byte, error) { return n.AppendTo(nil), nil }

// UnmarshalText reads what [Parse] reads.
func (n *Numeric) UnmarshalText(text []byte) (err error) {
	*n, err = Parse(string(text))
	return err
}

// UnmarshalJSON reads a number from a JSON string or a JSON number. JSON's null leaves n alone.
func (n *Numeric) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	if len(text) >= 2 && text[0] == '"' {
		unquoted, err := strconv.Unquote(string(text))
		if err != nil {
			return syntax(string(text))
		}
		text = []byte(unquoted)
	}
	return n.UnmarshalText(text)
}
