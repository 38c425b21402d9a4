DROP INDEX mails_failed;
DROP INDEX mails_waiting;
CREATE INDEX mails_waiting ON mails (send_after, id);
ALTER TABLE mails DROP COLUMN failure;
ALTER TABLE mails DROP COLUMN failed_at;
ALTER TABLE mails DROP COLUMN lease;
ALTER TABLE mails DROP COLUMN free_at;
ALTER TABLE mails DROP COLUMN languages;
