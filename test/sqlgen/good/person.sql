/* test/sqlgen/good/person.sql: everything there is to write.
   This comment has two lines, and a -- in it. */
-- include "base/vocab.h"

-- row person_row: 人员"名册"
--   id                 id
--   name               text            姓名 全称
--   number             text masked     公民身份号码
--   org.id             id
--   org.name           text hidden
--   due_fen            fen             应交
--   mobile             sealed person.mobile id masked hidden   手机号码
--   photo              blob
--   seen_at            instant

-- row person_count: 数目
--   n                  int

-- many person_page -> person_row
-- why: paged by key;
--      and this goes on
-- in org_id id, on date
-- in after text0, after_id id0, name text, limit int
SELECT p.id, p.name, p.number, p.org_id, o.name, p.due_fen, p.mobile, p.photo, p.seen_at
  FROM person p JOIN org o ON o.id = p.org_id
 WHERE p.org_id = :org_id AND $ASOF(p) AND $SCOPE(:org_id)
   AND p.note <> 'a ; and a :colon and a -- and it''s fine'
   AND p.name = :name                         --? name
   AND p.name >= :name                        --? from_name
   AND p.left_on IS NULL                      --? !gone
   AND p.left_on IS NOT NULL                  --? gone
   AND $OPEN(o)                               --? gone
   AND (p.pinyin, p.id) > (:after, :after_id)
 ORDER BY p.pinyin, p.id LIMIT :limit;

-- one person_brief -> person_row
-- in id id
-- only all: number due_fen mobile photo seen_at
-- only named: org.name
-- unscoped: a column of a fragment is in lines of that fragment
SELECT p.id, p.name,
       p.number,                                  --? all
       p.org_id,
       o.name,                                    --? named
       p.due_fen, p.mobile, p.photo, p.seen_at    --? all
  FROM person p JOIN org o ON o.id = p.org_id WHERE p.id = :id;

-- one person_number -> person_count
-- unscoped: the number of all is no secret
SELECT CAST(COUNT(*) AS $INT) FROM person;
-- pgsql
SELECT COUNT(*)::bigint FROM person;

-- one person_sum -> person_count
-- in org_id id
SELECT CAST(SUM(due_fen) AS $INT) FROM person WHERE $SCOPE(
  :org_id
) AND org_id = :org_id;

-- must person_close
-- in id id, owner_id id, mobile sealed person.mobile id of owner_id, mobile_hash lookup person.mobile renewed
-- in before lookup person.mobile earlier
UPDATE person SET mobile = :mobile, hash = :mobile_hash WHERE id = :id AND hash IN (:mobile_hash, :before);

-- bulk person_add
-- in id id, name text, good bool
INSERT INTO person (id, name, good) VALUES (:id, :name, :good);

-- exec person_clear
DELETE FROM person
 WHERE gone = 1   --? gone
;

-- interval person_standing (person_id id, kind int) (note text, mobile sealed person_standing.mobile person_id)
