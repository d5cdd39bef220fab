package pgtemp_test

import (
	"testing"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// BenchmarkReady is how long it takes until a server answers, where the template is there.
func BenchmarkReady(b *testing.B) {
	for b.Loop() {
		s, err := pgtemp.Start(b.Context(), pgtemp.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := s.Stop(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
