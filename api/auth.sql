-- name: key_of
-- The live key with digest $1, if there is one. Index: api_keys_digest_key.
select name, scopes from api_keys
where digest = $1 and revoked_at is null and (expires_at is null or expires_at > now());

-- name: keep_bootstrap_key
-- Make the key with digest $1 the bootstrap key; a former one ends. At most one row.
insert into api_keys (name, digest, scopes) values ('bootstrap', $1, $2)
on conflict (name) do update set digest = excluded.digest, scopes = excluded.scopes
where api_keys.digest <> excluded.digest or api_keys.scopes <> excluded.scopes;

-- name: installation
-- The installation's namespace: one row.
select namespace from installation;
