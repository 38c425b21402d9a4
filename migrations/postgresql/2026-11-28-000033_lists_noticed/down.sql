DROP TABLE lists_noticed;
