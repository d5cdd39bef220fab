package peer

//go:generate go tool ent generate ./entgen/schema
//go:generate go run ../cmd/generate
