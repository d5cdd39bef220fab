#!/usr/bin/env bash
# Measures what 100 tables of 20 columns, and a package that imports them, cost to build beyond the standard library,
# pgx and rowan itself. The cache is new, so that nothing is remembered.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$(mktemp -d)
trap 'chmod -R u+w "$cache"; rm -rf "$cache"' EXIT
export GOCACHE=$cache
go run ./buildcost -out out/buildcost
go build github.com/rowan-go/rowan/schema
TIMEFORMAT='model:    %R s wall, %U s user'; time go build ./out/buildcost/model
TIMEFORMAT='importer: %R s wall, %U s user'; time go build ./out/buildcost/importer
