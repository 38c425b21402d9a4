-- What a decision changed, so that it can be taken back whole while its mail waits: where the submission stood, what was
-- listed (JSON; '' where nothing was), the mail. NULL in decisions from before: those stand.
ALTER TABLE decisions ADD COLUMN state_before TEXT;
ALTER TABLE decisions ADD COLUMN listing_before TEXT;
ALTER TABLE decisions ADD COLUMN mail_id TEXT;
ALTER TABLE decisions ADD COLUMN undone_at TIMESTAMP;
ALTER TABLE decisions ADD COLUMN undone_by TEXT;

-- A listing that a person took out of sight, why, and how that ended: lifted by a second person, or taken back while its
-- mail waited. At most one of a listing is open.
CREATE TABLE suspensions (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    suspended_by TEXT NOT NULL,
    suspended_at TIMESTAMP NOT NULL,
    listing_before TEXT NOT NULL,
    mail_id TEXT,
    lift_reason TEXT,
    lift_asked_by TEXT,
    lift_asked_at TIMESTAMP,
    ended_by TEXT,
    ended_at TIMESTAMP,
    ending TEXT
);
CREATE INDEX suspensions_organization ON suspensions (organization_id, suspended_at);
CREATE UNIQUE INDEX suspensions_open ON suspensions (organization_id) WHERE ended_at IS NULL;
