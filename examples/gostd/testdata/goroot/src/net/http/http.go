// Package http speaks HTTP.
package http

import (
	"errors"
	"io"
	"net"
	neturl "net"

	"golang.org/x/text"
)

// StatusOK is the status of success.
const StatusOK = 200

// A Response is what a server answers.
type Response struct {
	Status string
	Body   io.Reader
}

// Get asks for url.
func Get(url string) (resp *Response, err error) {
	return nil, errors.New(text.Tidy(url))
}

var flags neturl.Flags = net.FlagUp
