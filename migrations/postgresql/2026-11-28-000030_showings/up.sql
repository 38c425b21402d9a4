-- That a person brought a listing back in sight: a suspension was lifted, or what the program had hidden is shown again. Kept so that
-- it can be taken back whole while its mail waits: since when a person kept it out of sight before (NULL: the program hid it), the
-- version of the listing that it led to, the mail.
CREATE TABLE showings (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    suspension_id TEXT REFERENCES suspensions (id),
    shown_by TEXT NOT NULL,
    shown_at TIMESTAMP NOT NULL,
    held_before TIMESTAMP,
    listing_version BIGINT NOT NULL,
    mail_id TEXT,
    undone_at TIMESTAMP
);
CREATE INDEX showings_organization ON showings (organization_id, shown_at);
