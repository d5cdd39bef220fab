-- a row
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2)
-- $1: string Dan
-- $2: int64 1

-- rows that set different columns
INSERT INTO "employees" ("name", "company_id", "status", "salary", "nickname") VALUES ($1, $2, DEFAULT, DEFAULT, DEFAULT), ($3, $4, $5, DEFAULT, DEFAULT), ($6, $7, DEFAULT, DEFAULT, NULL)
-- $1: string Dan
-- $2: int64 1
-- $3: string Eve
-- $4: int64 2
-- $5: string old
-- $6: string Fay
-- $7: int64 3

-- no value at all
INSERT INTO "companies" DEFAULT VALUES

-- no value at all in several rows
INSERT INTO "companies" ("id") VALUES (DEFAULT), (DEFAULT)

-- expressions
INSERT INTO "employees" ("name", "nickname", "company_id") VALUES (lower($1::text), NULL, coalesce((SELECT "companies"."id" FROM "companies" LIMIT $2), $3))
-- $1: string X
-- $2: int64 1
-- $3: int64 1

-- from a query
INSERT INTO "employees" ("name", "company_id") SELECT "employees"."name", "employees"."company_id" FROM "employees" WHERE "employees"."id" < $1
-- $1: int64 3

-- entities
INSERT INTO "employees" ("name", "status", "nickname", "salary", "company_id") SELECT "given"."name", "given"."status", "given"."nickname", "given"."salary", "given"."company_id" FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS "given" ("name", "status", "nickname", "salary", "company_id")
-- $1: string {Gil,Hal}
-- $2: string {"",old}
-- $3: string {NULL,NULL}
-- $4: string {0,0}
-- $5: string {1,2}

-- nothing on conflict
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) ON CONFLICT DO NOTHING
-- $1: string Dan
-- $2: int64 1

-- nothing on a conflict of columns
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) ON CONFLICT ("name", "company_id") DO NOTHING
-- $1: string Dan
-- $2: int64 1

-- update on conflict
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) ON CONFLICT ("name", "company_id") DO UPDATE SET "salary" = "employees"."salary" + "excluded"."salary", "nickname" = "excluded"."nickname", "status" = DEFAULT
-- $1: string Dan
-- $2: int64 1

-- returning an entity
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) RETURNING "employees"."id", "employees"."name", "employees"."status", "employees"."nickname", "employees"."salary", "employees"."company_id"
-- $1: string Dan
-- $2: int64 1

-- returning values
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) RETURNING "employees"."id", "employees"."status", length("employees"."name")
-- $1: string Dan
-- $2: int64 1

-- returning after an update on conflict
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) ON CONFLICT ("name", "company_id") DO UPDATE SET "name" = $3 RETURNING "employees"."id", "employees"."name"
-- $1: string Dan
-- $2: int64 1
-- $3: string x

-- returning into a struct
INSERT INTO "employees" ("name", "company_id") VALUES ($1, $2) RETURNING "employees"."id"
-- $1: string Dan
-- $2: int64 1

-- values of every kind
INSERT INTO "Odd ""space"""."my ""things""" ("id", "kind", "price", "data", "day", "seen", "long", "tags", "blob", "the ""ratio""", "on", "owner") VALUES ($1, $2::mood, $3::numeric(10,2), $4::jsonb, DEFAULT, now(), $5::interval, $6::text[], $7, $8, $9, NULL)
-- $1: string 01000000-0000-0000-0000-000000000000
-- $2: string good
-- $3: string 5
-- $4: string []
-- $5: string 0:01:00.000000
-- $6: string {a}
-- $7: []uint8 [1]
-- $8: float64 1.5
-- $9: bool false
