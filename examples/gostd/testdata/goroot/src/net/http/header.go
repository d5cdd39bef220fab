package http

// A Header holds what stands above the body.
type Header map[string][]string

// Set sets the header to one value.
func (h Header) Set(key, value string) {
	h[key] = []string{value}
}
