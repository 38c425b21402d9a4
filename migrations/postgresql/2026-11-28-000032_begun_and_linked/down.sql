-- Who had begun a report stays: it is so.
ALTER TABLE staff DROP COLUMN link_made_at;
