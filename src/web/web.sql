-- row web_once_row: 已经答复过的请求
--   once_id       id
--   digest        text
--   status        int
--   location      text
--   content_type  text
--   body          sealed web_once.body once_id

-- one web_once_find -> web_once_row
-- in key lookup web_once.once_key, after instant
-- unscoped: the key holds the viewer
SELECT once_id, digest, status, location, content_type, body
  FROM web_once WHERE once_key = :key AND made_at > :after;

-- exec web_once_add
-- in once_id id, key lookup web_once.once_key, digest text, status int, location text, content_type text
-- in body sealed web_once.body once_id, now instant
INSERT INTO web_once (once_id, once_key, digest, status, location, content_type, body, made_at)
VALUES (:once_id, :key, :digest, :status, :location, :content_type, :body, :now);

-- exec web_once_forget
-- in before instant
DELETE FROM web_once WHERE made_at <= :before;

-- row web_setting_row: 设置
--   value         text

-- one web_setting_get -> web_setting_row
-- in name text
-- unscoped: the site's own
SELECT value FROM web_setting WHERE name = :name;

-- exec web_setting_set
-- in name text, value text
INSERT INTO web_setting (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- row web_export_row: 导出
--   id            id
--   reason        sealed web_export.reason id  事由
--   made_at       instant                      时间

-- one web_export_find -> web_export_row
-- in export_id id, account_id id, address lookup web_export.address, after instant
-- unscoped: the viewer's own
SELECT x.export_id, x.reason, x.made_at
  FROM web_export x
 WHERE x.export_id = :export_id AND x.account_id = :account_id AND x.address = :address AND x.made_at > :after;

-- exec web_export_add
-- in export_id id, account_id id, address lookup web_export.address, reason sealed web_export.reason export_id, now instant
INSERT INTO web_export (export_id, account_id, address, reason, made_at)
VALUES (:export_id, :account_id, :address, :reason, :now);

-- exec web_export_forget
-- in before instant
DELETE FROM web_export WHERE made_at <= :before;

-- row web_once_sealed_row
--   id            id
--   body          blob

-- many web_once_sealed -> web_once_sealed_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT once_id, body FROM web_once WHERE once_id > :after_id ORDER BY once_id LIMIT :limit;

-- exec web_once_reseal
-- in once_id id, body blob
UPDATE web_once SET body = :body WHERE once_id = :once_id;
