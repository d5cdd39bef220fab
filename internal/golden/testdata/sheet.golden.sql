-- by key
select name from birds where id = $1
-- $1: bigint 7

-- all
select * from birds
