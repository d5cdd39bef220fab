# make help lists the targets. PostgreSQL and PgBouncer are found, or installed, by what the targets run; DATABASE_URL names a server
# of your own instead, and PG asks for a major version: make test PG=17.

SHELL := /bin/bash
GO ?= go
TOOL := $(GO) tool -modfile=tools/go.mod
LINT := $(GO) tool -modfile=$(CURDIR)/tools/lint/go.mod golangci-lint
ENSURE := $(GO) run ./internal/pgtemp/ensure
ENSURE_ALL := $(ENSURE) -pgbouncer
MODULES := . cmd/rowan bench
WITHOUT_DATA := THE TESTS ON THE CHINOOK DATABASE DID NOT RUN
export PG

.PHONY: help build test test-data race lint fmt golden api api-check bench bench-quick fuzz check check-steps demo cover buildcost

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## build every module
	@set -e; for m in $(MODULES); do (cd $$m && $(GO) build ./...); done

demo: ## load the source of Go's standard library and take a guided tour
	cd cmd/rowan && $(GO) build -o ../../bin/rowan .
	$(ENSURE) bin/rowan demo

test: ## all tests of the library, on a throw-away PostgreSQL
	$(ENSURE_ALL) $(GO) test ./...
	@test -n "$$ROWAN_DATA" || echo "$(WITHOUT_DATA): make test-data DATA=… runs them on the files of a folder"

race: ## all tests of the library and of the command under the race detector
	$(ENSURE_ALL) bash -c '$(GO) test -race ./... && cd cmd/rowan && $(GO) test -race ./...'

test-data: ## the tests on the databases whose files are in the folder DATA
	@test -n "$(DATA)" || { echo "make test-data: name the folder with DATA=…"; exit 2; }
	@if [ -f "$(DATA)/chinook/Chinook_PostgreSql.sql" ]; then ROWAN_DATA="$(abspath $(DATA))" $(ENSURE) $(GO) test -count=1 ./internal/chinook; \
	else echo "$(WITHOUT_DATA): $(DATA)/chinook/Chinook_PostgreSql.sql is not there"; fi

lint: ## vet all modules, and run the linters of .golangci.yml over the library and the command
	@set -e; for m in $(MODULES); do (cd $$m && $(GO) vet ./...); done
	$(LINT) run ./...
	cd cmd/rowan && $(LINT) run ./...

fmt: ## format all Go code
	$(TOOL) gofumpt -w .

golden: ## write the expected SQL files anew
	$(ENSURE) $(GO) test ./query -update

api: ## write api/*.txt, the exported surface, anew
	cd tools && $(GO) run ./apitext -root .. -out ../api

api-check: ## fail when api/*.txt is not the exported surface
	@cd tools && $(GO) run ./apitext -root .. -out ../api -check

bench: ## compare with hand-written pgx and other libraries in under ten minutes; writes docs/benchmarks.md
	cd bench/peer && $(GO) tool ent generate ./entgen/schema
	cd bench && $(GO) run -tags entpeer ./cmd/bench

bench-quick: ## the same in a minute, roughly; writes bench/out
	cd bench/peer && $(GO) tool ent generate ./entgen/schema
	cd bench && $(GO) run -tags entpeer ./cmd/bench -quick

buildcost: ## measure what 100 tables of 20 columns cost to build
	cd bench && $(GO) run ./cmd/buildcost

fuzz: ## fuzz the decoders for a minute
	$(GO) test -run '^$$' -fuzz FuzzDecode -fuzztime 60s ./internal/rowscan

cover: ## test coverage of the library
	$(ENSURE_ALL) $(GO) test -coverprofile=bin/cover.out ./... && $(GO) tool cover -func=bin/cover.out | tail -1

check: ## what the build machine runs, on one server; afterwards the tree is clean
	$(ENSURE_ALL) $(MAKE) --no-print-directory check-steps

check-steps:
	@test -z "$$($(TOOL) gofumpt -l .)" || { echo "not formatted; run make fmt:"; $(TOOL) gofumpt -l .; exit 1; }
	@$(MAKE) --no-print-directory api-check || { echo 'api/*.txt is not the exported surface: run make api and read the change'; exit 1; }
	cd tools && $(GO) vet ./...
	$(MAKE) lint
	$(MAKE) race
	cd bench && $(GO) vet ./...
	@test -z "$$(git status --porcelain)" || { echo "the tree is not clean after the checks:"; git status --short; exit 1; }
