/* expect 9: reads without a $SCOPE */
-- macro SCOPE_T(t)
{t}.id = :scope.account;

-- row r: 行
--   id     id
--   name   text   名称

-- many list -> r
SELECT id, name FROM t
 WHERE 1 = 1
   AND $SCOPE_T(t)   --? mine
;
