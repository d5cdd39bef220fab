-- inner
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id", "companies"."id", "companies"."name" FROM "employees" JOIN "companies" ON "employees"."company_id" = "companies"."id"

-- left
SELECT "companies"."id", "companies"."name", "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "companies" LEFT JOIN "employees" ON "employees"."company_id" = "companies"."id"

-- left, a column that may be NULL
SELECT "companies"."name", "employees"."name" FROM "companies" LEFT JOIN "employees" ON "employees"."company_id" = "companies"."id"

-- left, a column with a substitute
SELECT "companies"."name", coalesce("employees"."salary", $1) FROM "companies" LEFT JOIN "employees" ON "employees"."company_id" = "companies"."id"
-- $1: int64 0

-- right
SELECT "companies"."id", "companies"."name", "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "companies" RIGHT JOIN "employees" ON "employees"."company_id" = "companies"."id"

-- full
SELECT "companies"."id", "companies"."name", "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "companies" FULL JOIN "employees" ON "employees"."company_id" = "companies"."id"

-- cross
SELECT "companies"."id", "employees"."id" FROM "companies" CROSS JOIN "employees"

-- several conditions
SELECT "companies"."id" FROM "companies" JOIN "employees" ON "employees"."company_id" = "companies"."id" AND ("employees"."salary" > $1 OR "employees"."status" = $2)
-- $1: int64 5
-- $2: string new

-- with itself under another name
SELECT "employees"."name", "boss"."name" FROM "employees" JOIN "employees" AS "boss" ON "boss"."company_id" = "employees"."company_id" AND "boss"."salary" > "employees"."salary"

-- entity under another name
SELECT "boss"."id", "boss"."name", "boss"."status", "boss"."nickname", "boss"."salary", "boss"."company_id" FROM "employees" AS "boss" WHERE "boss"."id" = $1
-- $1: int64 1
