-- The same with a fault in it.
DELETE FROM mails;
CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY, REFERENCES nothing);
