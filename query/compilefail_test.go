package query_test

import (
	"testing"

	"github.com/rowan-go/rowan/internal/compilefail"
)

func TestS01_S09_S13_WhatMustNotCompileDoesNot(t *testing.T) {
	t.Parallel()
	compilefail.Check(t, "testdata/compilefail")
}
