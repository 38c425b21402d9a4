DROP TABLE confirmation_listings;
DROP TABLE confirmation_requests;
DROP INDEX listings_contact;
ALTER TABLE listings DROP COLUMN contact;
