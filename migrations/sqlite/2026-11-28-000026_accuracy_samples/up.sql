-- The listings drawn to be phoned, month by month. The audit log has the seed too, from the moment of the draw on.
CREATE TABLE accuracy_samples (
    -- The month's first day.
    month DATE NOT NULL PRIMARY KEY,
    seed TEXT NOT NULL,
    -- How many it was drawn from, and a digest of their ids.
    listed BIGINT NOT NULL,
    listed_digest TEXT NOT NULL,
    drawn_at TIMESTAMP NOT NULL,
    -- From here on its figure is public, and nothing of it changes.
    closed_at TIMESTAMP
);

CREATE TABLE accuracy_listings (
    id TEXT NOT NULL PRIMARY KEY,
    month DATE NOT NULL REFERENCES accuracy_samples (month),
    position BIGINT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    version BIGINT NOT NULL,
    -- How it ended; none while it is still to be phoned.
    outcome TEXT,
    -- What they said, where somebody answered.
    address TEXT,
    new_patients TEXT,
    treatments TEXT,
    settled_at TIMESTAMP,
    UNIQUE (month, organization_id)
);

-- One try to phone.
CREATE TABLE accuracy_calls (
    id TEXT NOT NULL PRIMARY KEY,
    listing_id TEXT NOT NULL REFERENCES accuracy_listings (id),
    result TEXT NOT NULL,
    note TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    called_at TIMESTAMP NOT NULL
);
CREATE INDEX accuracy_calls_of ON accuracy_calls (listing_id, called_at);
