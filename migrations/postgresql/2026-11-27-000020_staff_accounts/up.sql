-- Staff see their own sessions: each has a name, and says what browser it runs in.
ALTER TABLE staff_sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE staff_sessions SET id = token_hash;
CREATE UNIQUE INDEX staff_sessions_id ON staff_sessions (id);
-- Such as "Firefox on Windows". No address of a computer, no version.
ALTER TABLE staff_sessions ADD COLUMN browser TEXT NOT NULL DEFAULT 'A browser';
-- When a code was last given in it; nothing in sessions from before this was written down.
ALTER TABLE staff_sessions ADD COLUMN proven_at TIMESTAMP;
-- When its holder last signed in, as far as is known.
ALTER TABLE staff ADD COLUMN signed_in_at TIMESTAMP;
UPDATE staff SET signed_in_at = (SELECT max(s.created_at) FROM staff_sessions s WHERE s.staff_id = staff.id);
-- What lets somebody in who has lost their authenticator, each once. Only digests are kept.
CREATE TABLE staff_recovery_codes (
    digest TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    used_at TIMESTAMP
);
CREATE INDEX staff_recovery_codes_staff ON staff_recovery_codes (staff_id);
