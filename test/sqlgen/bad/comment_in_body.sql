/* expect 3: no comments */
-- exec gone
DELETE FROM t -- all of them
;
