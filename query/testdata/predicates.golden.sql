-- comparisons with values
SELECT "employees"."id" FROM "employees" WHERE "employees"."id" = $1 AND "employees"."id" <> $2 AND "employees"."id" < $3 AND "employees"."id" <= $4 AND "employees"."id" > $5 AND "employees"."id" >= $6
-- $1: int64 1
-- $2: int64 2
-- $3: int64 3
-- $4: int64 4
-- $5: int64 5
-- $6: int64 6

-- comparisons with expressions
SELECT "employees"."id" FROM "employees" WHERE "employees"."id" = "employees"."salary" AND "employees"."id" <> "employees"."salary" AND "employees"."id" < "employees"."salary" AND "employees"."id" <= "employees"."salary" AND "employees"."id" > "employees"."salary" AND "employees"."id" >= $1::bigint
-- $1: int64 6

-- of a nullable column
SELECT "employees"."id" FROM "employees" WHERE "employees"."nickname" = $1 AND "employees"."nickname" <> $2 AND "employees"."nickname" < $3 AND "employees"."nickname" <= $4 AND "employees"."nickname" > $5 AND "employees"."nickname" >= $6
-- $1: string a
-- $2: string b
-- $3: string c
-- $4: string d
-- $5: string e
-- $6: string f

-- of a nullable column with expressions
SELECT "employees"."id" FROM "employees" WHERE "employees"."nickname" = "employees"."name" AND "employees"."nickname" <> "employees"."name" AND "employees"."nickname" < "employees"."name" AND "employees"."nickname" <= "employees"."name" AND "employees"."nickname" > "employees"."name" AND "employees"."nickname" >= "employees"."name"

-- functions for any expression
SELECT "employees"."id" FROM "employees" WHERE lower("employees"."name") = $1 AND "employees"."id" <> $2 AND "employees"."id" < $3 AND "employees"."id" <= $4 AND length("employees"."name") > $5 AND "employees"."nickname" >= $6
-- $1: string a
-- $2: int64 1
-- $3: int64 2
-- $4: int64 3
-- $5: int64 4
-- $6: string e

-- lists
SELECT "employees"."id" FROM "employees" WHERE "employees"."id" = ANY ($1::bigint[]) AND "employees"."id" <> ALL ($2::bigint[]) AND "employees"."name" = ANY ($3::text[]) AND "employees"."status" = ANY ($4::text[]) AND "employees"."nickname" = ANY ($5::text[]) AND "employees"."nickname" <> ALL ($6::text[])
-- $1: string {1,2}
-- $2: string {3}
-- $3: string {}
-- $4: string {new,old}
-- $5: string {x}
-- $6: string {y}

-- between
SELECT "employees"."id" FROM "employees" WHERE "employees"."id" BETWEEN $1 AND $2 AND "employees"."nickname" BETWEEN $3 AND $4 AND NOT "employees"."salary" BETWEEN $5 AND $6
-- $1: int64 1
-- $2: int64 2
-- $3: string a
-- $4: string b
-- $5: int64 3
-- $6: int64 4

-- NULL
SELECT "employees"."id" FROM "employees" WHERE "employees"."nickname" IS NULL AND "employees"."nickname" IS NOT NULL AND "employees"."nickname" IS NULL AND nullif("employees"."name", $1) IS NOT NULL AND "employees"."nickname" IS DISTINCT FROM "employees"."name"
-- $1: string x

-- patterns
SELECT "employees"."id" FROM "employees" WHERE "employees"."name" LIKE $1 AND "employees"."name" NOT LIKE $2 AND "employees"."nickname" ILIKE $3 AND "employees"."name" NOT ILIKE $4 AND "employees"."name" LIKE $5 AND "employees"."status" LIKE $6
-- $1: string a%
-- $2: string b%
-- $3: string c_
-- $4: string d%
-- $5: string 50\%\_\\%
-- $6: string n%

-- and, or, not
SELECT "employees"."id" FROM "employees" WHERE TRUE AND FALSE AND "employees"."id" = $1 AND "employees"."id" = $2 AND ("employees"."id" = $3 AND "employees"."id" = $4 OR NOT ("employees"."id" = $5 OR "employees"."id" = $6)) AND ("employees"."id" = $7 OR "employees"."id" = $8 AND ("employees"."id" = $9 OR "employees"."id" = $10)) AND NOT NOT "employees"."id" = $11
-- $1: int64 1
-- $2: int64 2
-- $3: int64 3
-- $4: int64 4
-- $5: int64 5
-- $6: int64 6
-- $7: int64 7
-- $8: int64 8
-- $9: int64 9
-- $10: int64 10
-- $11: int64 11

-- when asked for
SELECT "employees"."id" FROM "employees" WHERE "employees"."id" = $1 AND TRUE
-- $1: int64 1

-- a predicate compared
SELECT "employees"."id" FROM "employees" WHERE ("employees"."id" = $1) = $2 AND NOT (NOT "employees"."id" > $3) = $4 AND "employees"."id" < $5 IS NULL
-- $1: int64 1
-- $2: bool true
-- $3: int64 2
-- $4: bool false
-- $5: int64 3
