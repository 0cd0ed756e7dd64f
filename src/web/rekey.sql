-- row rekey_step_row
--   epoch     int
--   after_id  int
--   done      bool

-- one rekey_step_of -> rekey_step_row
-- in step text
-- unscoped: the site's own
SELECT epoch, after_id, done FROM rekey_step WHERE step = :step;

-- exec rekey_step_set
-- in step text, epoch int, after_id int, done bool
INSERT INTO rekey_step (step, epoch, after_id, done) VALUES (:step, :epoch, :after_id, :done)
ON CONFLICT (step) DO UPDATE SET epoch = excluded.epoch, after_id = excluded.after_id, done = excluded.done;
