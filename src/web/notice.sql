-- exec notice_add
-- in notice_id id, account_id id, kind text, sentence text, href text, now instant
INSERT INTO notice (notice_id, account_id, kind, sentence, href, sent_at)
VALUES (:notice_id, :account_id, :kind, :sentence, :href, :now);

-- row notice_row: 通知
--   id            id
--   kind          text
--   sentence      text        内容
--   href          text
--   sent_at       instant     时间
--   read          bool        已读

-- many notice_page -> notice_row
-- in account_id id, before_id id, limit int
-- why: ids grow with time, so the newest come first
-- unscoped: one's own
SELECT n.notice_id, n.kind, n.sentence, n.href, n.sent_at, CAST(CASE WHEN n.read_at IS NULL THEN 0 ELSE 1 END AS $BOOL)
  FROM notice n
 WHERE n.account_id = :account_id
   AND n.notice_id < :before_id                                                        --? before
 ORDER BY n.notice_id DESC LIMIT :limit;

-- exec notice_read_all
-- in account_id id, now instant
UPDATE notice SET read_at = :now WHERE account_id = :account_id AND read_at IS NULL;

-- exec notice_forget
-- in account_id id, before instant
DELETE FROM notice WHERE account_id = :account_id AND sent_at < :before;

-- row notice_receiver
--   account_id    id

-- many notice_grantors_of -> notice_receiver
-- in account_id id, on date
-- why: what the site gave itself is answered for by the security administrators
-- unscoped: tells others, shows nothing
SELECT a.account_id
  FROM auth_account a
 WHERE a.disabled = 0 AND a.account_id <> :account_id AND a.account_id IN (
   SELECT g.granted_by FROM auth_grant g
    WHERE g.account_id = :account_id AND $ASOF(g) AND g.granted_by IS NOT NULL
   UNION
   SELECT s.account_id FROM auth_grant s
    WHERE s.role = 'sec_admin' AND $ASOF(s)
      AND EXISTS (SELECT 1 FROM auth_grant g
                   WHERE g.account_id = :account_id AND $ASOF(g) AND g.granted_by IS NULL))
 ORDER BY a.account_id;
