DROP INDEX submissions_contact;
DROP TABLE manager_sessions;
DROP TABLE manager_links;
DROP TABLE managed;
DROP TABLE managers;
