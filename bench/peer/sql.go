package peer

// The statements that hand-written code uses.
const (
	employeeColumns = "id, name, email, salary, active, company_id, created_at, updated_at"

	sqlOne             = "SELECT " + employeeColumns + " FROM employees WHERE id = $1"
	sqlAll             = "SELECT " + employeeColumns + " FROM employees"
	sqlSome            = "SELECT " + employeeColumns + " FROM employees WHERE id = ANY ($1)"
	sqlCompanies       = "SELECT id, name, created_at FROM companies WHERE id <= $1 ORDER BY id"
	sqlCompanyStaff    = "SELECT " + employeeColumns + " FROM employees WHERE company_id = ANY ($1) ORDER BY id"
	sqlEmployeeTasks   = "SELECT id, employee_id, title, done FROM tasks WHERE employee_id = ANY ($1) ORDER BY id"
	sqlInsertCompanies = "INSERT INTO companies (name) SELECT * FROM unnest($1::text[]) RETURNING id"
	sqlInsertEmployees = "INSERT INTO employees (name, email, salary, active, company_id) " +
		"SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::boolean[], $5::bigint[]) RETURNING id"
	sqlInsertTasks = "INSERT INTO tasks (employee_id, title, done) " +
		"SELECT * FROM unnest($1::bigint[], $2::text[], $3::boolean[]) RETURNING id"
	sqlUpdateSalaries = "UPDATE employees AS e SET salary = u.salary FROM unnest($1::bigint[], $2::bigint[]) AS u (id, salary) WHERE e.id = u.id"
	sqlUpdateNames    = "UPDATE employees AS e SET name = u.name FROM unnest($1::bigint[], $2::text[]) AS u (id, name) WHERE e.id = u.id"
	sqlDelete         = "DELETE FROM employees WHERE id = ANY ($1)"
)
