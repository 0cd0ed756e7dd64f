/* db/schema.sql: what was done to the schema; the table is made by db/migrate.c itself. */

-- row schema_applied: 数据库变更
--   owner       text
--   number      int
--   checksum    text

-- many schema_applied_list -> schema_applied
-- unscoped: the schema belongs to nobody
SELECT owner, number, checksum FROM schema_migration ORDER BY owner, number;

-- exec schema_applied_insert
-- in owner text, number int, name text, checksum text, applied_at instant
INSERT INTO schema_migration (owner, number, name, checksum, applied_at)
VALUES (:owner, :number, :name, :checksum, :applied_at);
