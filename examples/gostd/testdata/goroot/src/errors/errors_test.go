package errors_test

import (
	. "errors"
	"testing"
)

func TestNew(t *testing.T) {
	if Is(New("a"), New("a")) {
		t.Fatal("equal")
	}
}
