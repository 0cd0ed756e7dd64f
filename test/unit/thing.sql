/* test/unit/thing.sql: statements of an invented feature, one of every sort, for the tests of db/. */

-- include "unit/thing.h"

-- macro SCOPE_THING(t)
({t}.account = :scope.account OR :scope.site = 1);

-- row thing_row: 样品
--   id              id
--   name            text                      名称
--   owner.id        id
--   owner.name      text hidden
--   colour          vocab colour              颜色
--   price_fen       fen                       价格
--   amount          int
--   good            bool
--   made_on         date
--   made_at         instant
--   mobile          sealed thing.mobile id masked   手机号码
--   seal            blob

-- row thing_count: 数目
--   n               int

-- exec thing_insert
-- in id id, account id, name text, owner_id id, owner_name text, colour vocab colour
-- in price_fen fen, amount int, good bool, made_on date, made_at instant
-- in mobile sealed thing.mobile id, mobile_hash lookup thing.mobile, seal blob
INSERT INTO thing (id, account, name, owner_id, owner_name, colour, price_fen, amount, good, made_on, made_at,
                   mobile, mobile_hash, seal)
VALUES (:id, :account, :name, :owner_id, :owner_name, :colour, :price_fen, :amount, :good, :made_on, :made_at,
        :mobile, :mobile_hash, :seal);

-- one thing_find -> thing_row
-- in id id
-- why: by key, the cheapest look-up there is
SELECT t.id, t.name, t.owner_id, t.owner_name, t.colour, t.price_fen, t.amount, t.good, t.made_on, t.made_at,
       t.mobile, t.seal
  FROM thing t WHERE t.id = :id AND $SCOPE_THING(t);

-- one thing_by_mobile -> thing_row
-- in mobile lookup thing.mobile
-- unscoped: only the test asks
SELECT id, name, owner_id, owner_name, colour, price_fen, amount, good, made_on, made_at, mobile, seal
  FROM thing WHERE mobile_hash = :mobile;

-- one thing_brief -> thing_row
-- in id id
-- only priced: price_fen amount
-- only whole: owner.id owner.name good made_on made_at mobile seal
-- unscoped: only the test asks
SELECT id, name
       , owner_id, owner_name                    --? whole
       , colour
       , price_fen, amount                       --? priced
       , good, made_on, made_at, mobile, seal    --? whole
  FROM thing WHERE id = :id;

-- many thing_page -> thing_row
-- in colour vocab colour, after_name text0, after_id id0, limit int
-- unscoped: only the test asks
SELECT id, name, owner_id, owner_name, colour, price_fen, amount, good, made_on, made_at, mobile, seal
  FROM thing
 WHERE (name, id) > (:after_name, :after_id)
   AND colour = :colour                         --? colour
   AND good = 1                                 --? good
   AND name <> 'n00'                            --? !good
 ORDER BY name, id LIMIT :limit;

-- one thing_sum -> thing_count
-- unscoped: only the test asks
SELECT CAST(COALESCE(SUM(amount), 0) AS $INT) FROM thing;

-- one thing_number -> thing_count
-- unscoped: only the test asks
SELECT COUNT(*) FROM thing;

-- must thing_rename
-- in id id, name text
UPDATE thing SET name = :name WHERE id = :id;

-- must thing_add
-- in id id, amount int
UPDATE thing SET amount = amount + :amount WHERE id = :id;

-- one thing_take -> thing_count
-- in id id
UPDATE thing SET amount = amount - 1 WHERE id = :id RETURNING amount;

-- bulk thing_bulk
-- in id id, account id, name text, mobile sealed thing.mobile id
INSERT INTO thing (id, account, name, price_fen, amount, good, mobile) VALUES (:id, :account, :name, 0, 1, 0, :mobile);

-- exec thing_clear
DELETE FROM thing;

-- one thing_engine -> thing_count
-- unscoped: only the test asks
SELECT 1;
-- pgsql
SELECT 2::bigint;

-- interval thing_standing (thing_id id) (standing vocab colour, basis text)

-- row thing_standing_row: 状态
--   standing   vocab colour
--   basis      text
--   from_on    date
--   until_on   date

-- many thing_standing_list -> thing_standing_row
-- in thing_id id
-- unscoped: only the test asks
SELECT standing, basis, from_on, until_on FROM thing_standing WHERE thing_id = :thing_id ORDER BY from_on;
