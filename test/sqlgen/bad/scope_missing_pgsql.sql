/* expect 9: reads without a $SCOPE */
-- macro SCOPE_T(t)
{t}.id = :scope.account;

-- row r: 行
--   id     id
--   name   text   名称

-- many list -> r
SELECT id, name FROM t WHERE $SCOPE_T(t);
-- pgsql
SELECT id, name FROM t;
