ALTER TABLE loads DROP COLUMN file_bytes;
DROP TABLE nppes_staging;
UPDATE loads SET status = 'gone' WHERE list = 'nppes';
CREATE TABLE nppes (
    load_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    list_date DATE NOT NULL,
    npi TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (load_id, position)
);
CREATE INDEX nppes_npi ON nppes (npi);
