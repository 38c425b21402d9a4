DROP TABLE removed_twins;
DROP TABLE listing_requests;
