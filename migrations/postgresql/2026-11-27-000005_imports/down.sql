DROP TABLE imported_listings;
DROP TABLE imports;
