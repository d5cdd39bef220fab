-- entities, with all names in quotes
SELECT "my ""things"""."id", "my ""things"""."kind", "my ""things"""."price", "my ""things"""."data", "my ""things"""."day", "my ""things"""."at", "my ""things"""."seen", "my ""things"""."long", "my ""things"""."tags", "my ""things"""."blob", "my ""things"""."the ""ratio""", "my ""things"""."on", "my ""things"""."owner" FROM "Odd ""space"""."my ""things"""

-- values
SELECT "my ""things"""."id" FROM "Odd ""space"""."my ""things""" WHERE "my ""things"""."id" = $1 AND "my ""things"""."kind" = $2::mood AND "my ""things"""."price" > $3::numeric(10,2) AND "my ""things"""."data" = $4::jsonb AND "my ""things"""."day" <= $5::date AND "my ""things"""."at" < $6::timestamp AND "my ""things"""."seen" > $7 AND "my ""things"""."long" < $8::interval AND "my ""things"""."tags" = $9::text[] AND "my ""things"""."blob" <> $10 AND "my ""things"""."the ""ratio""" >= $11 AND "my ""things"""."on" = $12 AND "my ""things"""."owner" = $13
-- $1: string 01000000-0000-0000-0000-000000000000
-- $2: string good
-- $3: string 5
-- $4: string {"a":1}
-- $5: string 2024-02-29
-- $6: string 2024-02-29T12:30:00
-- $7: time.Time 2024-02-29 09:00:00.123456 +0000 UTC
-- $8: string 0:01:30.000000
-- $9: string {a,"b\""}
-- $10: []uint8 [0 255]
-- $11: float64 0.5
-- $12: bool true
-- $13: int64 7

-- lists
SELECT "my ""things"""."id" FROM "Odd ""space"""."my ""things""" WHERE "my ""things"""."id" = ANY ($1::uuid[]) AND "my ""things"""."kind" = ANY ($2::mood[]) AND "my ""things"""."price" <> ALL ($3::numeric(10,2)[]) AND "my ""things"""."day" = ANY ($4::date[]) AND "my ""things"""."seen" = ANY ($5::timestamptz[]) AND "my ""things"""."the ""ratio""" = ANY ($6::double precision[]) AND "my ""things"""."on" = ANY ($7::boolean[]) AND "my ""things"""."owner" <> ALL ($8::bigint[])
-- $1: string {01000000-0000-0000-0000-000000000000,02000000-0000-0000-0000-000000000000}
-- $2: string {good,bad}
-- $3: string {5}
-- $4: string {2024-02-29}
-- $5: string {2024-02-29T09:00:00+00}
-- $6: string {0.5}
-- $7: string {true}
-- $8: string {1}

-- text operators
SELECT "my ""things"""."id" FROM "Odd ""space"""."my ""things""" WHERE "my ""things"""."kind"::text LIKE $1 AND lower("my ""things"""."kind"::text) = $2
-- $1: string g%
-- $2: string good

-- values without a column
SELECT $1::numeric, $2::date, $3::interval, $4::bigint[]
-- $1: string 1
-- $2: string 2024-02-29
-- $3: string 0:00:01.000000
-- $4: string {1,2}

-- functions
SELECT sum("my ""things"""."price")::numeric, max("my ""things"""."seen"), array_agg("my ""things"""."id") FROM "Odd ""space"""."my ""things"""
