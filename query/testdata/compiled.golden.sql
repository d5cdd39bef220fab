-- a parameter at two places
SELECT "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id" FROM "employees" WHERE ("employees"."id" = $1 OR "employees"."company_id" = $1) AND "employees"."name" <> $2 AND $1 > $3
-- $1: int64 7
-- $2: string x
-- $3: int64 0

-- parameters of two types
SELECT "employees"."id", coalesce("employees"."nickname", $1) FROM "employees" WHERE "employees"."status" = $2 AND "employees"."nickname" <> $1
-- $1: string a
-- $2: string new

-- parameters that are cast
SELECT "my ""things"""."id" FROM "Odd ""space"""."my ""things""" WHERE "my ""things"""."day" < $1::date AND ("my ""things"""."owner" = any($2::bigint[])) AND "my ""things"""."kind" = $3::mood
-- $1: string 2024-02-29
-- $2: string {1,2}
-- $3: string good
