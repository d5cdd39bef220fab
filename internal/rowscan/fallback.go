package rowscan

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/sqltype"
)

// builtin knows PostgreSQL's own types. It is only read, except under builtinPlans.
var (
	builtin      = newMap()
	builtinPlans sync.Mutex
)

// newMap returns a type map whose instants are in UTC.
func newMap() *pgtype.Map {
	m := pgtype.NewMap()
	instant := &pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}}
	span := &pgtype.Type{Name: "tstzrange", OID: pgtype.TstzrangeOID, Codec: &pgtype.RangeCodec{ElementType: instant}}
	spans := &pgtype.Type{Name: "tstzmultirange", OID: pgtype.TstzmultirangeOID, Codec: &pgtype.MultirangeCodec{ElementType: span}}
	m.RegisterType(instant)
	m.RegisterType(span)
	m.RegisterType(spans)
	m.RegisterType(arrayType(pgtype.TimestamptzArrayOID, instant))
	m.RegisterType(arrayType(pgtype.TstzrangeArrayOID, span))
	m.RegisterType(arrayType(pgtype.TstzmultirangeArrayOID, spans))
	return m
}

func arrayType(oid uint32, elem *pgtype.Type) *pgtype.Type {
	return &pgtype.Type{Name: "_" + elem.Name, OID: oid, Codec: &pgtype.ArrayCodec{ElementType: elem}}
}

func holdsInstants(oid uint32) bool {
	switch oid {
	case pgtype.TimestamptzOID, pgtype.TimestamptzArrayOID, pgtype.TstzrangeOID, pgtype.TstzrangeArrayOID,
		pgtype.TstzmultirangeOID, pgtype.TstzmultirangeArrayOID:
		return true
	default:
		return false
	}
}

// findFallback leaves a value to pgx's type map.
func findFallback(p *pair) (Decode, error) {
	selfConverting := sqltype.SelfConverting(p.t)
	if !selfConverting && !hasPlan(p) {
		return nil, p.fail(ErrNoDecoder)
	}
	takesNull := selfConverting || p.t.Kind() == reflect.Interface
	return func(dst Pointer, src []byte, m *Memory) error {
		if src == nil && !takesNull {
			return p.fail(ErrNull)
		}
		if err := m.types(p.oid).Scan(p.oid, p.format, src, dst.Any(p.t)); err != nil {
			return p.fail(fmt.Errorf("pgx: %w", err))
		}
		return nil
	}, nil
}

// hasPlan reports whether pgx can read the type. What only a connection's map knows is given the benefit of the doubt.
func hasPlan(p *pair) bool {
	if _, known := builtin.TypeForOID(p.oid); !known {
		return true
	}
	builtinPlans.Lock()
	defer builtinPlans.Unlock()
	plan := builtin.PlanScan(p.oid, p.format, reflect.New(p.t).Interface())
	return fmt.Sprintf("%T", plan) != "*pgtype.scanPlanFail" // pgx tells it by this unexported type alone; a test guards it
}
