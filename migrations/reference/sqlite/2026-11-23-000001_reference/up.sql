-- One import command is one load. Rows carry its id; the swap is one UPDATE of `status`.
CREATE TABLE loads (
    id TEXT NOT NULL PRIMARY KEY,
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
