DROP TABLE asked_documents;
DROP TABLE messages;
