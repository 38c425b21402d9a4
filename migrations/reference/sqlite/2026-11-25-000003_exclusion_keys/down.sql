DROP TABLE exclusion_keys;
CREATE TABLE exclusion_surname_parts (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    part_key TEXT NOT NULL,
    PRIMARY KEY (load_id, position, part_key)
);
CREATE INDEX exclusion_surname_parts_key ON exclusion_surname_parts (part_key, load_id);
DELETE FROM loads WHERE list IN ('leie', 'sam', 'state-exclusions');
DELETE FROM exclusions;
