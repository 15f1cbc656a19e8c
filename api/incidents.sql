-- name: next_number
-- The number of the next incident; one that is not used in the end leaves a gap, no harm.
select nextval('incident_number');
