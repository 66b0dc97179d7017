-- What is there. Rows: name, value (NULL where there is none).
SELECT name, value FROM storywire.status()
