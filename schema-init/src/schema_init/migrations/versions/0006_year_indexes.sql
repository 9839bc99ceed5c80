-- Readers compare the year as a number, which the documented text indexes cannot serve.
-- Each statement runs by itself, outside a transaction, and may run again: a build that was interrupted leaves an invalid index.

-- The cast fails on anything but a whole number. The writers only store such years; older rows may hold others.
UPDATE masters SET data = jsonb_set(data, '{year}', 'null') WHERE data ->> 'year' !~ '^-?[0-9]{1,9}$';
UPDATE releases SET data = jsonb_set(data, '{year}', 'null') WHERE data ->> 'year' !~ '^-?[0-9]{1,9}$';

DROP INDEX CONCURRENTLY IF EXISTS idx_masters_year_number;
CREATE INDEX CONCURRENTLY idx_masters_year_number ON masters (((data ->> 'year')::INTEGER));
DROP INDEX CONCURRENTLY IF EXISTS idx_releases_year_number;
CREATE INDEX CONCURRENTLY idx_releases_year_number ON releases (((data ->> 'year')::INTEGER));
