-- Each `import listings` that wrote something: which file of which directory, by whom.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    actor TEXT NOT NULL,
    began_at TIMESTAMP NOT NULL
);

-- Which listing of another directory became which organization, as it was read last.
CREATE TABLE imported_listings (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    origin TEXT NOT NULL,
    source_id TEXT NOT NULL,
    import_id TEXT NOT NULL REFERENCES imports (id),
    -- Over what was read: the same again changes nothing.
    digest TEXT NOT NULL,
    -- The version that was read last.
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    -- The version that an import put in sight, unchecked.
    published_id TEXT REFERENCES dossiers (id),
    -- Where it awaits review.
    submission_id TEXT REFERENCES submissions (id),
    -- The id first: of one origin there may be a hundred thousand.
    UNIQUE (source_id, origin)
);
