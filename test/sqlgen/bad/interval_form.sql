/* expect 2: NAME (keys) (values) */
-- interval t_held thing_id id
