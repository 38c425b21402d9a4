-- One import command is one load (a command with several states' lists: one load a state). Rows carry its id; nothing of it
-- counts until the swap, one UPDATE of `status`: loading -> in_force -> previous -> dropped -> gone.
CREATE TABLE loads (
    id BIGINT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL,
    state TEXT NOT NULL,
    version TEXT NOT NULL,
    list_date DATE NOT NULL,
    complete BOOLEAN NOT NULL,
    row_count BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    loaded_at TIMESTAMP NOT NULL,
    status TEXT NOT NULL
);

-- `position` is the row's place in its load, `list_date` that of its file. `record` is JSON: what the checks compare.
CREATE TABLE nppes (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    list_date DATE NOT NULL,
    npi TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (load_id, position)
);
CREATE INDEX nppes_npi ON nppes (npi);

CREATE TABLE exclusions (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    list_date DATE NOT NULL,
    npi TEXT NOT NULL,
    surname_key TEXT NOT NULL,
    business_key TEXT NOT NULL,
    reinstatement BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (load_id, position)
);
CREATE INDEX exclusions_npi ON exclusions (npi, load_id);
CREATE INDEX exclusions_surname ON exclusions (surname_key, load_id);
CREATE INDEX exclusions_business ON exclusions (business_key, load_id);

-- The parts of compound surnames: someone excluded under two names is found under either.
CREATE TABLE exclusion_surname_parts (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    part_key TEXT NOT NULL,
    PRIMARY KEY (load_id, position, part_key)
);
CREATE INDEX exclusion_surname_parts_key ON exclusion_surname_parts (part_key, load_id);

CREATE TABLE taxonomy_codes (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    classification TEXT NOT NULL,
    specialization TEXT NOT NULL,
    PRIMARY KEY (load_id, position)
);
CREATE INDEX taxonomy_codes_code ON taxonomy_codes (code);
