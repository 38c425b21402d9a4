-- What staff did with reference data: files that were sent, earlier loads put back. The data itself lies elsewhere (migrations/reference).
CREATE TABLE reference_acts (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    list TEXT NOT NULL,
    -- USPS codes of state lists, separated by blanks; empty for lists of the whole country.
    states TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    -- What the sender calls the file, cut to plain letters; empty where there is none.
    file TEXT NOT NULL,
    file_bytes BIGINT NOT NULL,
    complete BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    begun_at TIMESTAMP NOT NULL,
    -- Written again and again while it runs: silence means that its process is gone.
    beat_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    read_bytes BIGINT NOT NULL,
    of_bytes BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    -- Which load is in force by it.
    version TEXT NOT NULL,
    loaded_at TIMESTAMP,
    -- Rows against the load before; none where they were not counted.
    rows_added BIGINT,
    rows_gone BIGINT,
    -- How it ended, as a sentence.
    said TEXT NOT NULL
);
CREATE INDEX reference_acts_state ON reference_acts (state);

-- What a load did to listings, noted with the check that found it.
CREATE TABLE reference_effects (
    id TEXT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The load, by the moment it was loaded at.
    loaded_at TIMESTAMP NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    effect TEXT NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
CREATE INDEX reference_effects_load ON reference_effects (list, state, loaded_at);
