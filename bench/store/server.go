package store

import (
	"context"
	"fmt"
	"net/url"
	"os"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// Server is a running PostgreSQL.
type Server struct {
	temp *pgtemp.Server // nil when DATABASE_URL names the server
	base string
}

// Start uses the server of DATABASE_URL, or starts a throw-away one. Stop it when done.
func Start(ctx context.Context) (*Server, error) {
	if u := os.Getenv("DATABASE_URL"); u != "" {
		return &Server{base: u}, nil
	}
	temp, err := pgtemp.Start(ctx, pgtemp.Options{})
	if err != nil {
		return nil, fmt.Errorf("store: start a server (or set DATABASE_URL): %w", err)
	}
	// Over TCP, as services connect, and as every driver can.
	return &Server{temp: temp, base: "postgres://postgres@" + temp.Addr() + "/postgres?sslmode=disable"}, nil
}

// Stop stops the server if this process started it.
func (s *Server) Stop() error {
	if s.temp != nil {
		return s.temp.Stop()
	}
	return nil
}

// URL is the address of a database of the server.
func (s *Server) URL(db string) (string, error) {
	u, err := url.Parse(s.base)
	if err != nil {
		return "", fmt.Errorf("store: DATABASE_URL is no URL such as postgres://user@host/db")
	}
	u.Path = "/" + db
	return u.String(), nil
}

// Version is what the server says it is.
func (s *Server) Version(ctx context.Context) (string, error) {
	var v string
	err := s.admin(ctx, func(c *pgx.Conn) error { return c.QueryRow(ctx, "SHOW server_version").Scan(&v) })
	return v, err
}

// admin runs f on a connection to the server's own database.
func (s *Server) admin(ctx context.Context, f func(*pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, s.base)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer func() { _ = c.Close(ctx) }()
	return f(c)
}
