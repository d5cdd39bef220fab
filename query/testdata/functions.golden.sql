-- val
SELECT $1::bigint FROM "employees"
-- $1: int64 1

-- coalesce
SELECT coalesce("employees"."nickname", $1) FROM "employees"
-- $1: string x

-- coalesce of expressions
SELECT coalesce("employees"."nickname", "employees"."name") FROM "employees"

-- nullif
SELECT nullif("employees"."name", $1) FROM "employees"
-- $1: string x

-- must
SELECT "employees"."nickname" FROM "employees" WHERE "employees"."nickname" IS NOT NULL

-- now
SELECT now() FROM "employees"

-- lower, upper, length
SELECT lower("employees"."name"), upper("employees"."status"), length("employees"."name") FROM "employees"

-- concat
SELECT "employees"."name" || $1::text || "employees"."name" FROM "employees"
-- $1: string , 

-- concat of nothing
SELECT '' FROM "employees"

-- arithmetic
SELECT "employees"."id" + "employees"."salary" * ("employees"."id" - $1::bigint), ("employees"."id" + "employees"."salary") / abs("employees"."salary") FROM "employees"
-- $1: int64 1

-- a difference on the right
SELECT "employees"."id" - ("employees"."salary" - "employees"."id") FROM "employees"

-- counts
SELECT count(*), count("employees"."nickname"), count(DISTINCT "employees"."status") FROM "employees"

-- max, min
SELECT max("employees"."name"), min("employees"."id") FROM "employees"

-- sums
SELECT sum("employees"."salary")::bigint, sum("employees"."salary")::numeric, avg("employees"."salary")::numeric FROM "employees"

-- bool and, or
SELECT bool_and("employees"."id" > $1), bool_or("employees"."status" = $2) FROM "employees"
-- $1: int64 1
-- $2: string new

-- array_agg
SELECT array_agg("employees"."name") FROM "employees"

-- string_agg
SELECT string_agg("employees"."name", $1::text) FROM "employees"
-- $1: string , 

-- a name
SELECT "employees"."company_id", sum("employees"."salary")::bigint AS "total" FROM "employees" GROUP BY "employees"."company_id" ORDER BY "total" DESC, "employees"."company_id"

-- a name of an expression with a value
SELECT "employees"."company_id", sum(coalesce("employees"."salary", $1))::bigint AS "above" FROM "employees" GROUP BY "employees"."company_id" ORDER BY "above" LIMIT $2
-- $1: int64 7
-- $2: int64 3

-- a name that needs quotes
SELECT "employees"."name" AS "the ""name""" FROM "employees"
