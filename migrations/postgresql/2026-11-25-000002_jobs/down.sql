ALTER TABLE listings DROP COLUMN held_at;
DROP TABLE warnings;
DROP TABLE tasks;
DROP TABLE jobs;
