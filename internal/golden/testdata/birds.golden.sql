select name from birds where id = $1 and name <> $2
-- $1: bigint 7
-- $2: text a\nb
