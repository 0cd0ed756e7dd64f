-- include "feature/intake/intake_i.h"

-- macro SCOPE_RUN(r)
({r}.account_id = :scope.account);

-- row intake_run_row: 导入
--   id           id
--   kind         vocab intake_kind    内容
--   file         text                 文件
--   sheet        text
--   effective    date                 生效日期
--   state        vocab intake_state   状态
--   accepted     int                  新增
--   changed      int                  变更
--   unchanged    int                  不变
--   refused      int                  退回
--   made_at      instant              上传时间

-- one intake_run_find -> intake_run_row
-- in intake_run_id id
SELECT r.intake_run_id, r.kind, r.file_name, r.sheet, r.effective_on, r.state, r.accepted, r.changed, r.unchanged, r.refused,
       r.made_at
  FROM intake_run r WHERE r.intake_run_id = :intake_run_id AND $SCOPE_RUN(r);

-- many intake_runs -> intake_run_row
SELECT r.intake_run_id, r.kind, r.file_name, r.sheet, r.effective_on, r.state, r.accepted, r.changed, r.unchanged, r.refused,
       r.made_at
  FROM intake_run r WHERE $SCOPE_RUN(r) ORDER BY r.intake_run_id DESC LIMIT 20;

-- row intake_run_old
--   id id

-- many intake_runs_old -> intake_run_old
-- in before int
-- unscoped: what nobody came back to is cleared away, whoever uploaded it
SELECT r.intake_run_id FROM intake_run r WHERE r.state IN ('open', 'written') AND r.made_at < :before LIMIT 100;

-- exec intake_run_insert
-- in intake_run_id id, account_id id0, made_at int, kind vocab intake_kind, file_name text0, sheet text0, effective_on date
-- in state vocab intake_state, accepted int, changed int, unchanged int, refused int
INSERT INTO intake_run (intake_run_id, account_id, made_at, kind, file_name, sheet, effective_on, state, accepted, changed,
                        unchanged, refused)
VALUES (:intake_run_id, :account_id, :made_at, :kind, :file_name, :sheet, :effective_on, :state, :accepted, :changed,
        :unchanged, :refused);

-- must intake_run_close
-- in intake_run_id id, state vocab intake_state
-- why: a run is closed once; the second of two who confirm at the same time is told
UPDATE intake_run SET state = :state WHERE intake_run_id = :intake_run_id AND state = 'open';

-- exec intake_run_clear
-- in intake_run_id id
UPDATE intake_run SET state = 'expired' WHERE intake_run_id = :intake_run_id AND state = 'open';

-- exec intake_lines_drop
-- in intake_run_id id
DELETE FROM intake_line WHERE intake_run_id = :intake_run_id;

-- row intake_line_row
--   id           id
--   run_id       id
--   row          int
--   first_row    int
--   column       text
--   code         text
--   message      sealed intake_line.message id
--   subject_id   id
--   org_id       id
--   name         sealed intake_line.name id
--   before       sealed intake_line.before_value id
--   after        sealed intake_line.after_value id
--   choice       vocab intake_choice

-- many intake_lines -> intake_line_row
-- in intake_run_id id, line text0, limit int
-- unscoped: the caller has found the run for its viewer
SELECT l.intake_line_id, l.intake_run_id, l.row_number, COALESCE(l.first_row, 0), l.column_name, l.code, l.message, l.subject_id,
       l.org_id, l.name, l.before_value, l.after_value, l.choice
  FROM intake_line l WHERE l.intake_run_id = :intake_run_id AND l.line = :line
 ORDER BY l.intake_line_id LIMIT :limit;

-- bulk intake_line_add
-- in intake_line_id id, intake_run_id id, line text0, row_number int, first_row int, column_name text, code text
-- in message sealed intake_line.message intake_line_id, subject_id id, org_id id, name sealed intake_line.name intake_line_id
-- in before_value sealed intake_line.before_value intake_line_id, after_value sealed intake_line.after_value intake_line_id
INSERT INTO intake_line (intake_line_id, intake_run_id, line, row_number, first_row, column_name, code, message, subject_id,
                         org_id, name, before_value, after_value)
VALUES (:intake_line_id, :intake_run_id, :line, :row_number, :first_row, :column_name, :code, :message, :subject_id,
        :org_id, :name, :before_value, :after_value);

-- must intake_line_answer
-- in intake_line_id id, intake_run_id id, choice vocab intake_choice
UPDATE intake_line SET choice = :choice
 WHERE intake_line_id = :intake_line_id AND intake_run_id = :intake_run_id AND line = 'question';

-- row intake_line_sealed_row
--   id            id
--   message       blob
--   name          blob
--   before_value  blob
--   after_value   blob

-- many intake_line_sealed -> intake_line_sealed_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT l.intake_line_id, l.message, l.name, l.before_value, l.after_value
  FROM intake_line l WHERE l.intake_line_id > :after_id ORDER BY l.intake_line_id LIMIT :limit;

-- exec intake_line_reseal
-- in intake_line_id id, message blob, name blob, before_value blob, after_value blob
UPDATE intake_line SET message = :message, name = :name, before_value = :before_value, after_value = :after_value
 WHERE intake_line_id = :intake_line_id;

-- row intake_run_id_row
--   id            id

-- many intake_runs_open -> intake_run_id_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT r.intake_run_id FROM intake_run r
 WHERE r.intake_run_id > :after_id AND r.state = 'open' ORDER BY r.intake_run_id LIMIT :limit;
