/* expect 4: not TABLE.COLUMN */
-- row r: 行
--   id   id
--   m    sealed m id
