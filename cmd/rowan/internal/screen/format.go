package screen

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Null is how the absence of a value is written.
const Null = "NULL"

// Format writes one value on one line: times to the second, bytes in hex,
// text without its line breaks.
func Format(value any) string {
	switch v := value.(type) {
	case nil:
		return Null
	case string:
		return strings.Join(strings.Fields(v), " ")
	case []byte:
		return hex.EncodeToString(v)
	case time.Time:
		return v.Format("2006-01-02 15:04:05Z07:00")
	case time.Duration:
		return Duration(v)
	case fmt.Stringer:
		return v.String()
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return Null
		}
		return Format(v.Elem().Interface())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Count(v.Int())
	case reflect.String:
		return Format(v.String())
	default:
		return fmt.Sprint(value)
	}
}

// isNumber says whether a value belongs on the right.
func isNumber(value any) bool {
	v := reflect.Indirect(reflect.ValueOf(value))
	return v.CanInt() || v.CanUint() || v.CanFloat()
}

// isNull says whether a value is written as [Null].
func isNull(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

// Count writes a number with a comma between thousands.
func Count[N ~int | ~int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

// Duration writes a time span with three figures at most.
func Duration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
}
