-- Everything that a row of an exclusion list answers to: surnames, spellings one letter away, birth date, entity names
-- (src/sources/exclusion_keys.rs). One table takes the place of the parts of compound surnames.
DROP TABLE exclusion_surname_parts;
CREATE TABLE exclusion_keys (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (key, load_id, position)
);
CREATE INDEX exclusion_keys_load ON exclusion_keys (load_id, position);

-- Rows loaded before have no keys. Left in force they would never be found, which looks like not being on the list;
-- without them the checks say that no list is loaded, until it is imported again.
DELETE FROM loads WHERE list IN ('leie', 'sam', 'state-exclusions');
DELETE FROM exclusions;
