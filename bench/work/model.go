package work

import "time"

// Company, Employee and Task are the rows in plain Go. Contenders that bring structs of their own
// translate to these for the check, outside of the measured part.
type Company struct {
	ID        int64      `db:"id"`
	Name      string     `db:"name"`
	CreatedAt time.Time  `db:"created_at"`
	Employees []Employee `db:"-"`
}

// Employee has eight columns.
type Employee struct {
	ID        int64      `db:"id"`
	Name      string     `db:"name"`
	Email     string     `db:"email"`
	Salary    int64      `db:"salary"`
	Active    bool       `db:"active"`
	CompanyID int64      `db:"company_id"`
	CreatedAt time.Time  `db:"created_at"`
	UpdatedAt *time.Time `db:"updated_at"`
	Tasks     []Task     `db:"-"`
}

// Task is the third level.
type Task struct {
	ID         int64  `db:"id"`
	EmployeeID int64  `db:"employee_id"`
	Title      string `db:"title"`
	Done       bool   `db:"done"`
}

// Plain makes *Employee a [Row].
func (e *Employee) Plain() Employee { return *e }

// Column names the column that a [Change] changes.
type Column int

// The columns that jobs G change.
const (
	Salary Column = iota
	Name
)

// Change is a new value for one column of one employee.
type Change struct {
	ID     int64
	Column Column
	Salary int64
	Name   string
}
