-- What a decision changed, so that it can be taken back whole while its mail waits: where the submission stood, who had it and what
-- was asked for (JSON), what was listed (JSON; '' where nothing was), the version of the listing that it led to, the mail. NULL in
-- decisions from before: those stand.
ALTER TABLE decisions ADD COLUMN state_before TEXT;
ALTER TABLE decisions ADD COLUMN desk_before TEXT;
ALTER TABLE decisions ADD COLUMN listing_before TEXT;
ALTER TABLE decisions ADD COLUMN listing_version BIGINT;
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

-- Listings that a person kept out of sight before suspensions were kept, but not those that wait for a claim or a removal.
INSERT INTO suspensions (id, organization_id, reason_code, reason, suspended_by, suspended_at, listing_before)
SELECT organization_id, organization_id, 'finding', 'A person confirmed what the checks had found.', '', held_at, ''
FROM listings
WHERE state = 'hidden' AND held_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM listing_requests
    WHERE listing_requests.organization_id = listings.organization_id AND listing_requests.hidden_at = listings.held_at
);
