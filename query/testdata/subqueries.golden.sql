-- in
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."company_id" IN (SELECT "companies"."id" FROM "companies" WHERE "companies"."name" = $1 ORDER BY "companies"."id" LIMIT $2)
-- $1: string Acme
-- $2: int64 3

-- not in
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."company_id" NOT IN (SELECT "companies"."id" FROM "companies" WHERE "companies"."name" = $1 ORDER BY "companies"."id" LIMIT $2) AND "employees"."id" > $3
-- $1: string Acme
-- $2: int64 3
-- $3: int64 7

-- exists
SELECT "companies"."id", "companies"."name" FROM "companies" WHERE EXISTS (SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."company_id" = "companies"."id")

-- not exists
SELECT "companies"."id", "companies"."name" FROM "companies" WHERE NOT EXISTS (SELECT "employees"."id" FROM "employees" WHERE "employees"."company_id" = "companies"."id" AND "employees"."salary" > $1)
-- $1: int64 5

-- scalar
SELECT "employees"."name", (SELECT count(*) FROM "employees" AS "m" WHERE "m"."company_id" = "employees"."company_id") FROM "employees" WHERE (SELECT count(*) FROM "employees" AS "m" WHERE "m"."company_id" = "employees"."company_id") > $1
-- $1: int64 1

-- three levels
SELECT "companies"."id", "companies"."name" FROM "companies" WHERE EXISTS (SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."id" IN (SELECT "m"."id" FROM "employees" AS "m" WHERE "m"."company_id" = "companies"."id"))
