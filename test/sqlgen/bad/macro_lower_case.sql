/* expect 2: in capitals */
-- macro again(t)
1 = 1;
