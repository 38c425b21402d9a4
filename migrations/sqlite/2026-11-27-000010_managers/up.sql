-- Who may act for a listing, signed in by mail: whoever reads the mailbox is in, and there is no password to keep.
CREATE TABLE managers (
    id TEXT NOT NULL PRIMARY KEY,
    -- Lower case.
    email TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL
);

-- For which organization, since when and by whose invitation. A row is closed, never deleted: an organization that ever had
-- a manager gets its next one by invitation alone.
CREATE TABLE managed (
    id TEXT NOT NULL PRIMARY KEY,
    manager_id TEXT NOT NULL REFERENCES managers (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- Nobody for the first one, who is the contact that was sent in.
    invited_by TEXT REFERENCES managers (id),
    since TIMESTAMP NOT NULL,
    -- An invitation gives no right until its receiver signs in.
    accepted_at TIMESTAMP,
    removed_at TIMESTAMP,
    removed_by TEXT REFERENCES managers (id)
);
CREATE UNIQUE INDEX managed_once ON managed (manager_id, organization_id) WHERE removed_at IS NULL;
CREATE INDEX managed_of_organization ON managed (organization_id);

-- Mails to sign in with, asked for by anybody: an address that manages nothing gets a row, too, which opens nothing, so that
-- both take the same time. Forgotten after a day.
CREATE TABLE manager_links (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    -- SHA-256 of the link's token; a keyed digest of the code.
    token_digest TEXT NOT NULL UNIQUE,
    code_digest TEXT NOT NULL,
    code_tries BIGINT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    consumed_at TIMESTAMP,
    superseded_at TIMESTAMP
);
CREATE INDEX manager_links_email ON manager_links (email, asked_at);
CREATE INDEX manager_links_asked ON manager_links (asked_at);

CREATE TABLE manager_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_digest TEXT NOT NULL UNIQUE,
    manager_id TEXT NOT NULL REFERENCES managers (id),
    -- Such as "Firefox on Windows". No address of a computer, no version.
    browser TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX manager_sessions_manager ON manager_sessions (manager_id);

-- Whose contact an address is.
CREATE INDEX submissions_contact ON submissions (lower(contact));
