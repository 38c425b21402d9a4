-- Each NPPES load has a table of its own, `nppes_` and its number: filled without an index, indexed once, renamed into place,
-- dropped whole. What was loaded before has to be imported again; until then NPPES counts as not loaded.
DROP TABLE nppes;
UPDATE loads SET status = 'gone' WHERE list = 'nppes';

-- The table that the load under way fills. `position` is the row's place in its load, `list_date` that of its file (YYYYMMDD),
-- `record` what the checks compare, in the form of src/db/reference/nppes_text.rs.
CREATE TABLE nppes_staging (
    position BIGINT NOT NULL,
    npi BIGINT NOT NULL,
    list_date INTEGER NOT NULL,
    record TEXT NOT NULL
);

-- Size of a load's files, bytes; 0 where it is not known. Files of another size are other files, without reading them twice.
ALTER TABLE loads ADD COLUMN file_bytes BIGINT NOT NULL DEFAULT 0;
