/* expect 2: does not end in ; */
-- macro A(t)
1 = 1
