package sqllog

import "context"

type causeKey struct{}

// With returns a context that says why the next statements are sent. It is for statements that go through another's Query or
// SendBatch, and made only where somebody listens.
func With(ctx context.Context, causes ...Cause) context.Context {
	return context.WithValue(ctx, causeKey{}, causes)
}

// CauseOf is the cause of statement i of those that ctx is about.
func CauseOf(ctx context.Context, i int) Cause {
	causes, _ := ctx.Value(causeKey{}).([]Cause)
	if i < len(causes) {
		return causes[i]
	}
	return Cause{}
}
