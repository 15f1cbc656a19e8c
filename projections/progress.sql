-- name: position
-- How far the follower $1 has come; null if it never ran. Index: followers_pkey.
select position from followers where name = $1;
