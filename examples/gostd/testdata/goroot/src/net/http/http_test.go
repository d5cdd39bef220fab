package http

import "testing"

func TestGet(t *testing.T) {}
