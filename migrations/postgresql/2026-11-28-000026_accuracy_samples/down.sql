DROP TABLE accuracy_calls;
DROP TABLE accuracy_listings;
DROP TABLE accuracy_samples;
