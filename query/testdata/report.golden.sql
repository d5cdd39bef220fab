SELECT "companies"."name", count(*), sum("employees"."salary")::bigint AS "total" FROM "companies" JOIN "employees" ON "employees"."company_id" = "companies"."id" WHERE ("employees"."status" = $1 OR NOT ("employees"."salary" > $2 AND "employees"."nickname" IS NULL)) AND EXISTS (SELECT "m"."id" FROM "employees" AS "m" WHERE "m"."company_id" = "companies"."id") AND "employees"."id" = ANY ($3::bigint[]) GROUP BY "companies"."name" HAVING count(*) > $4 ORDER BY "total" DESC, "companies"."name" LIMIT $5 OFFSET $6
-- $1: "new"
-- $2: 5
-- $3: "{1,2,3}"
-- $4: 0
-- $5: 10
-- $6: 0
