TRUNCATE companies, employees, tasks RESTART IDENTITY;

INSERT INTO companies (name, created_at)
SELECT 'company ' || i, timestamptz '2024-01-01 00:00:00+00' + i * interval '1 minute'
FROM seed, generate_series(1, seed.companies) AS i;

INSERT INTO employees (name, email, salary, active, company_id, created_at, updated_at)
SELECT 'employee ' || i, 'employee' || i || '@example.com', 1000 + i % 5000, i % 10 <> 0, (i - 1) / seed.employees + 1,
	timestamptz '2024-02-01 00:00:00+00' + i * interval '1 second',
	CASE WHEN i % 3 = 0 THEN timestamptz '2024-03-01 00:00:00+00' + i * interval '1 second' END
FROM seed, generate_series(1, seed.companies * seed.employees) AS i;

INSERT INTO tasks (employee_id, title, done)
SELECT (i - 1) / seed.tasks + 1, 'task ' || i, i % 2 = 0
FROM seed, generate_series(1, seed.companies * seed.employees * seed.tasks) AS i;
