-- Listings that are still being written. Whoever holds a draft's link goes on with it; it is gone 30 days after its last change.
CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    -- The answers, encrypted.
    sealed TEXT NOT NULL,
    -- Of which listing it is a change; nobody's yet where it is new.
    organization_id TEXT REFERENCES organizations (id),
    -- What it changes, or what became of it.
    submission_id TEXT REFERENCES submissions (id),
    -- Of a change of a listing: the dossier version that it began with, and the manager who began it.
    based_on TEXT REFERENCES dossiers (id),
    begun_by TEXT REFERENCES managers (id),
    -- Two presses of the button that begins one begin one.
    form_digest TEXT UNIQUE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    -- When it was sent; then its answers are gone from here.
    sent_at TIMESTAMP,
    ends_at TIMESTAMP NOT NULL
);
CREATE INDEX drafts_ends ON drafts (ends_at);
