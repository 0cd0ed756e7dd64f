/* expect 3: is not known */
-- why: fine
-- delete them all
