DROP TABLE staff_recovery_codes;
ALTER TABLE staff DROP COLUMN signed_in_at;
ALTER TABLE staff_sessions DROP COLUMN proven_at;
ALTER TABLE staff_sessions DROP COLUMN browser;
DROP INDEX staff_sessions_id;
ALTER TABLE staff_sessions DROP COLUMN id;
