package screen

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// A Progress shows how far a long job has come, where the screen can show it.
type Progress struct {
	bar *progressbar.ProgressBar // nil where lines cannot be written over
}

// Progress begins a bar. On a screen that is not live it shows nothing.
func (s *Screen) Progress(total int, what string) *Progress {
	if !s.live || s.err != nil {
		return &Progress{}
	}
	return &Progress{bar: progressbar.NewOptions(total,
		progressbar.OptionSetWriter(s.out),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// At says how much is done.
func (p *Progress) At(done int) {
	if p.bar != nil {
		_ = p.bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

// Done takes the bar away; after that the progress shows nothing.
func (p *Progress) Done() {
	if p.bar != nil {
		_ = p.bar.Finish()
		p.bar = nil
	}
}
