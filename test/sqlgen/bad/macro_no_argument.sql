/* expect 6: has no argument {u} */
-- macro A(t)
{u}.id = 1;

-- exec gone
DELETE FROM t WHERE $A(t);
