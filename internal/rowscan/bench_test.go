package rowscan_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// Decoding a row of the usual columns, without a server.
func BenchmarkPlanRow(b *testing.B) {
	type row struct {
		ID        int64
		Name      string
		Email     string
		Salary    int64
		Active    bool
		CompanyID int64
		CreatedAt time.Time
		UpdatedAt *time.Time
	}
	oids := []uint32{pgtype.Int8OID, pgtype.TextOID, pgtype.VarcharOID, pgtype.Int8OID, pgtype.BoolOID, pgtype.Int8OID, pgtype.TimestamptzOID, pgtype.TimestamptzOID}
	var plan rowscan.Plan
	for i := range oids {
		f := reflect.TypeFor[row]().Field(i)
		d, err := rowscan.Find(f.Type, oids[i], pgtype.BinaryFormatCode)
		if err != nil {
			b.Fatal(err)
		}
		plan = append(plan, rowscan.Op{Offset: f.Offset, Decode: d, Text: rowscan.IsText(f.Type)})
	}
	values := [][]byte{int8Bytes(1), []byte("Alice"), []byte("alice@example.org"), int8Bytes(5000), {1}, int8Bytes(7), int8Bytes(768225600000000), int8Bytes(768225600000001)}
	m := rowscan.NewMemory(64)
	var r row
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.Row(rowscan.Of(&r), values, m); err != nil {
			b.Fatal(err)
		}
	}
}
