/* feature/upkeep/upkeep.sql: how the site is, and its drills. */
-- include "feature/upkeep/upkeep_words.h"

-- row upkeep_marks_row
--   newest    id
--   unsealed  id

-- one upkeep_marks -> upkeep_marks_row
-- unscoped: two numbers, which say when
SELECT (SELECT MAX(event_id) FROM event), (SELECT MIN(event_id) FROM event_unsealed);

-- row upkeep_sealed_row
--   id    id
--   note  sealed event.note id

-- one upkeep_sealed -> upkeep_sealed_row
-- unscoped: opened and thrown away, to see whether the keys fit
SELECT event_id, note FROM event WHERE note IS NOT NULL ORDER BY event_id DESC LIMIT 1;

-- row upkeep_finding_row: 站点情况
--   name   text                 项目
--   level  vocab upkeep_level   结果
--   text   text                 说明

-- row upkeep_drill_row: 恢复演练
--   id        id
--   asked_at  instant            开始时间
--   state     vocab drill_state  结果
--   step      text               进度
--   ended_at  instant            结束时间
--   finding   text               说明
--   beat_at   instant

-- many upkeep_drills -> upkeep_drill_row
-- in limit int
-- unscoped: the site's own
SELECT upkeep_drill_id, asked_at, state, step, ended_at, finding, beat_at
  FROM upkeep_drill ORDER BY upkeep_drill_id DESC LIMIT :limit;

-- exec upkeep_drill_add
-- in id id, now instant
INSERT INTO upkeep_drill (upkeep_drill_id, asked_at, state, beat_at) VALUES (:id, :now, 'waiting', :now);

-- must upkeep_drill_claim
-- in id id, now instant
UPDATE upkeep_drill SET state = 'running', beat_at = :now WHERE upkeep_drill_id = :id AND state = 'waiting';

-- must upkeep_drill_beat
-- in id id, now instant, step text
UPDATE upkeep_drill SET step = :step, beat_at = :now WHERE upkeep_drill_id = :id AND state = 'running';

-- exec upkeep_drill_end
-- in id id, now instant, state vocab drill_state, finding text
UPDATE upkeep_drill SET state = :state, ended_at = :now, finding = :finding, step = NULL
 WHERE upkeep_drill_id = :id AND state IN ('waiting', 'running');
