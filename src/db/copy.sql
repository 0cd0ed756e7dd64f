/* db/copy.sql: which tables there are, as either engine keeps it. */

-- row copy_column_row
--   table_name   text
--   column_name  text
--   type         text
--   key_place    int

-- many copy_columns -> copy_column_row
-- unscoped: of the schema, and no rows
SELECT t.name, c.name, c.type, c.pk
  FROM sqlite_master t, pragma_table_info(t.name) c
 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
 ORDER BY t.name, c.cid;
-- pgsql
SELECT CAST(t.relname AS TEXT), CAST(c.attname AS TEXT), CAST(format_type(c.atttypid, NULL) AS TEXT),
       CAST(COALESCE(array_position(CAST(k.conkey AS SMALLINT[]), c.attnum), 0) AS BIGINT)
  FROM pg_class t
  JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = current_schema()
  JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
  LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
 WHERE t.relkind = 'r'
 ORDER BY t.relname COLLATE "C", c.attnum;

-- row copy_reference_row
--   table_name  text
--   refers_to   text

-- many copy_references -> copy_reference_row
-- unscoped: of the schema, and no rows
SELECT t.name, f."table"
  FROM sqlite_master t, pragma_foreign_key_list(t.name) f
 WHERE t.type = 'table' AND f."table" <> t.name;
-- pgsql
SELECT CAST(t.relname AS TEXT), CAST(o.relname AS TEXT)
  FROM pg_constraint k
  JOIN pg_class t ON t.oid = k.conrelid
  JOIN pg_class o ON o.oid = k.confrelid
  JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = current_schema()
 WHERE k.contype = 'f' AND t.oid <> o.oid;

-- row copy_state_row
--   bytes     int
--   may_make  bool
--   encoding  text
--   version   text
--   clock_at  instant

-- one copy_state -> copy_state_row
-- unscoped: of the engine, and no rows
SELECT CAST((SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size()) AS $INT), 1,
       (SELECT encoding FROM pragma_encoding()), sqlite_version(), 0;
-- pgsql
SELECT pg_database_size(current_database()),
       CASE WHEN has_database_privilege(current_database(), 'CREATE') THEN 1 ELSE 0 END,
       CAST(pg_encoding_to_char(encoding) AS TEXT), CAST(current_setting('server_version') AS TEXT),
       CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)
  FROM pg_database WHERE datname = current_database();

-- row copy_check_row
--   finding  text

-- one copy_quick_check -> copy_check_row
-- unscoped: of the engine, and no rows
SELECT quick_check FROM pragma_quick_check(1);
-- pgsql
SELECT CAST('ok' AS TEXT);
