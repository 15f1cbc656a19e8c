-- name: append
-- Many appends in one transaction; see append() in migrations/0076_append_apart.sql.
-- Lock: the log's advisory lock, to the end of the transaction.
select nth, place, recorded, stream, actual, fingerprint, response
from append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
