-- entities
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees"

-- one value
SELECT "employees"."name" FROM "employees"

-- a tuple with an entity
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id", "companies"."name", "employees"."id" FROM "employees" JOIN "companies" ON "employees"."company_id" = "companies"."id"

-- values of no table
SELECT $1::text, $2::bigint
-- $1: string a
-- $2: int64 1

-- a struct
SELECT "employees"."name", "employees"."id" FROM "employees"

-- conditions of several calls
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE "employees"."id" > $1 AND "employees"."id" < $2 AND "employees"."name" <> $3
-- $1: int64 1
-- $2: int64 9
-- $3: string x

-- no condition
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees"

-- groups
SELECT "employees"."company_id", count(*) FROM "employees" GROUP BY "employees"."company_id", "employees"."status" HAVING count("employees"."id") > $1 AND min("employees"."name") <> $2
-- $1: int64 2
-- $2: string x

-- orders
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" ORDER BY "employees"."name", "employees"."id" DESC, "employees"."nickname" NULLS FIRST, "employees"."nickname" DESC NULLS LAST, lower("employees"."name")

-- limit and offset
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" LIMIT $1 OFFSET $2
-- $1: int64 10
-- $2: int64 20

-- the last limit counts
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" LIMIT $1 OFFSET $2
-- $1: int64 5
-- $2: int64 2

-- distinct
SELECT DISTINCT "employees"."status" FROM "employees"

-- distinct on
SELECT DISTINCT ON ("employees"."company_id", lower("employees"."name")) "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" ORDER BY "employees"."company_id", lower("employees"."name"), "employees"."id"

-- for update
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" FOR UPDATE

-- for no key update
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" FOR NO KEY UPDATE NOWAIT

-- for share
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" FOR SHARE SKIP LOCKED

-- for key share
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" JOIN "companies" ON "employees"."company_id" = "companies"."id" FOR KEY SHARE OF "employees"
