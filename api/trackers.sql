-- name: next_number
-- The number of the next tracker; one that is not used in the end leaves a gap, no harm.
select nextval('tracker_number');
