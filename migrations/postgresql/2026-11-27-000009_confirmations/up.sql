-- Where the provider of a listing is written to: the address in the version shown, in lower case. One mail goes to one
-- address, whatever number of listings it answers for.
ALTER TABLE listings ADD COLUMN contact TEXT;
UPDATE listings SET contact = (
    SELECT NULLIF(lower(trim(dossiers.body::json -> 'provider' ->> 'email')), '') FROM dossiers WHERE dossiers.id = listings.dossier_id
);
CREATE INDEX listings_contact ON listings (contact);

-- Requests to confirm: one mail with one link. Says nothing of the address that it went to.
CREATE TABLE confirmation_requests (
    id TEXT NOT NULL PRIMARY KEY,
    asked_at TIMESTAMP NOT NULL
);

-- Which listings a request is about.
CREATE TABLE confirmation_listings (
    id TEXT NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES confirmation_requests (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- The day of the last confirmation, from which the steps count.
    since_day DATE NOT NULL,
    -- The reminder that this is; none for a listing that was only named beside another one's.
    step BIGINT,
    UNIQUE (request_id, organization_id),
    UNIQUE (organization_id, since_day, step)
);
