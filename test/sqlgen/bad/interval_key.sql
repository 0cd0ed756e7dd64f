/* expect 2: is an id */
-- interval t_held (name text) (basis text)
