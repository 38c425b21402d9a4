-- Mail is sent from here: who has a mail in hand, until when, and which were given up. Defaults, so that a program from before may
-- go on writing mail.
-- In which languages it is written, as the header Content-Language says it.
ALTER TABLE mails ADD COLUMN languages TEXT NOT NULL DEFAULT 'en, es';
-- Nobody takes it before: the end of a lease, or of the pause after a try that failed.
ALTER TABLE mails ADD COLUMN free_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
-- How often it was taken in hand; whoever holds it knows the number.
ALTER TABLE mails ADD COLUMN lease BIGINT NOT NULL DEFAULT 0;
-- When it was given up, and why: address_refused, content_refused, tries_used_up.
ALTER TABLE mails ADD COLUMN failed_at TIMESTAMP;
ALTER TABLE mails ADD COLUMN failure TEXT;
DROP INDEX mails_waiting;
CREATE INDEX mails_waiting ON mails (send_after, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mails_failed ON mails (failed_at, id) WHERE failed_at IS NOT NULL;
