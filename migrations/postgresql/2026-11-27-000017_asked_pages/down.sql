DROP TABLE asked_pages;
