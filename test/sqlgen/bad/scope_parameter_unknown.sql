/* expect 11: is not in struct scope */
-- macro SCOPE_T(t)
{t}.id = :scope.role;

-- row r: 行
--   id     id
--   name   text   名称

-- many list -> r
SELECT id, name FROM t
 WHERE $SCOPE_T(t);
