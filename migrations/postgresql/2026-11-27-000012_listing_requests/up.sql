-- What people ask of a listing without an account: to look after it, or to have it removed.
CREATE TABLE listing_requests (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- claim or removal.
    kind TEXT NOT NULL,
    -- What whoever asks for a removal is to the listing.
    relation TEXT,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- In which it was written, and is answered.
    language TEXT NOT NULL,
    -- Name, contact and words of whoever asks, encrypted; none once erased.
    sealed TEXT,
    -- Of the form that it came from: pressed twice, it makes one request.
    form_digest TEXT NOT NULL UNIQUE,
    received_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    -- When staff took the listing out of sight because of it.
    hidden_at TIMESTAMP,
    -- When those who look after the listing were told of a claim.
    told_at TIMESTAMP,
    decided_at TIMESTAMP,
    decided_by TEXT,
    -- Which official record the contact was taken from, and the contact: how it was confirmed that whoever asks may.
    record TEXT,
    contact TEXT,
    -- Why it was declined, in words.
    reason TEXT
);
CREATE INDEX listing_requests_due ON listing_requests (state, due_at, id);
CREATE INDEX listing_requests_of ON listing_requests (organization_id, state);

-- What would give a removed listing away in another directory's file: keyed digests, no names and no numbers. They outlive the
-- listing, so that no import brings it back.
CREATE TABLE removed_twins (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    digest TEXT NOT NULL,
    removed_at TIMESTAMP NOT NULL
);
CREATE INDEX removed_twins_digest ON removed_twins (digest);
