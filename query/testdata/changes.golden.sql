-- update of all
UPDATE "employees" SET "salary" = $1
-- $1: int64 5

-- update of some
UPDATE "employees" SET "salary" = $1, "status" = DEFAULT, "nickname" = NULL WHERE "employees"."id" = $2 AND "employees"."name" <> $3
-- $1: int64 5
-- $2: int64 1
-- $3: string x

-- update with an expression
UPDATE "employees" SET "salary" = "employees"."salary" * $1::bigint WHERE "employees"."id" = ANY ($2::bigint[])
-- $1: int64 2
-- $2: string {1,2}

-- update from
UPDATE "employees" SET "salary" = $1 FROM "companies" WHERE "employees"."company_id" = "companies"."id" AND "companies"."name" = $2
-- $1: int64 5
-- $2: string Acme

-- update from a join
UPDATE "employees" SET "salary" = $1 FROM "companies" JOIN "employees" AS "boss" ON "boss"."company_id" = "companies"."id" WHERE "employees"."company_id" = "companies"."id" AND "boss"."salary" > $2
-- $1: int64 5
-- $2: int64 9

-- update under another name
UPDATE "employees" AS "boss" SET "name" = $1 WHERE "boss"."id" = $2
-- $1: string x
-- $2: int64 1

-- update returning
UPDATE "employees" SET "salary" = $1 FROM "companies" WHERE "employees"."company_id" = "companies"."id" RETURNING "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id", "companies"."name"
-- $1: int64 5

-- delete of all
DELETE FROM "employees"

-- delete of some
DELETE FROM "employees" WHERE "employees"."id" = $1 AND NOT "employees"."nickname" IS NULL
-- $1: int64 1

-- delete using
DELETE FROM "employees" USING "companies" WHERE "employees"."company_id" = "companies"."id" AND "companies"."name" = $1
-- $1: string Acme

-- delete using a join
DELETE FROM "employees" USING "companies" JOIN "employees" AS "boss" ON "boss"."company_id" = "companies"."id" WHERE "employees"."company_id" = "companies"."id" AND "boss"."salary" < "employees"."salary"

-- delete returning
DELETE FROM "employees" WHERE "employees"."id" = $1 RETURNING "employees"."name"
-- $1: int64 1
