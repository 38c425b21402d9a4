DROP TABLE showings;
