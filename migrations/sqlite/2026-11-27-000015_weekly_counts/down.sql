DROP TABLE weekly_counts;
