DROP TABLE suspensions;
ALTER TABLE decisions DROP COLUMN undone_by;
ALTER TABLE decisions DROP COLUMN undone_at;
ALTER TABLE decisions DROP COLUMN mail_id;
ALTER TABLE decisions DROP COLUMN listing_version;
ALTER TABLE decisions DROP COLUMN listing_before;
ALTER TABLE decisions DROP COLUMN desk_before;
ALTER TABLE decisions DROP COLUMN state_before;
