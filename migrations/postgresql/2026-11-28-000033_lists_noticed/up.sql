-- Which load of each list was in force when the audit log last told of it: a load, or a way back, from anywhere is told once.
CREATE TABLE lists_noticed (
    list TEXT NOT NULL,
    state TEXT NOT NULL,
    version TEXT NOT NULL,
    loaded_at TIMESTAMP NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (list, state)
);
