-- an expression
SELECT "employees"."id" + $1 FROM "employees"
-- $1: int64 5

-- an expression that is not NULL
SELECT "employees"."id" * $1 FROM "employees"
-- $1: int64 5

-- an expression beside operators
SELECT (1 + "employees"."id") * "employees"."salary" FROM "employees"

-- a predicate among others
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."id" > $1 AND ("employees"."name" like $2 or false) AND "employees"."id" < $3
-- $1: int64 1
-- $2: string a%
-- $3: int64 9

-- quotes and comments
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE '?' <> $$ ? $$ and "employees"."name" <> E'\'?' -- ?
	and /* ? /* ? */ */ $1 = 1 and '{}'::jsonb ? 'a'
-- $1: int64 1

-- a comment at the end
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."id" = $1 -- by key
 LIMIT $2
-- $1: int64 1
-- $2: int64 1

-- a whole statement
select name from employees where id = $1 and company_id = $2
-- $1: int64 1
-- $2: int64 2

-- a whole statement, numbered
select name from employees where id = $1::bigint and company_id = $2 and id <> $3
-- $1: int64 2
-- $2: int64 1
-- $3: int64 2

-- entities
select * from employees where id = $1
-- $1: int64 1

-- a struct
select id, name from employees

-- squirrel inside
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."id" > $1 AND ((employees.name IN ($2,$3) OR employees.id > $4)) AND "employees"."id" < $5
-- $1: int64 1
-- $2: string a
-- $3: string b
-- $4: int64 5
-- $5: int64 9

-- a statement of squirrel
SELECT name FROM employees WHERE id = $1
-- $1: int64 7

-- inside squirrel
SELECT name FROM employees WHERE salary > $1 and company_id in (SELECT "companies"."id" FROM "companies" WHERE "companies"."name" = $2 AND "companies"."id" = ANY ($3::bigint[])) and id < $4
-- $1: int64 1
-- $2: string Blue
-- $3: string {1,2}
-- $4: int64 9

-- a statement that changes rows, inside raw text
with new as (INSERT INTO "companies" ("name") VALUES ($1) RETURNING "companies"."id") select id from new
-- $1: string what?
