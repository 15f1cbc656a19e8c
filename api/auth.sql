-- name: live_keys
-- Those of the digests $1 that are live keys: at most as many rows. Index: api_keys_digest_key.
select digest, name, scopes from api_keys
where digest = any($1::bytea[]) and revoked_at is null
and (expires_at is null or expires_at > now());

-- name: replace_bootstrap_key
-- Make the key with digest $1 the bootstrap key; a former one ends. At most one row.
insert into api_keys (name, digest, scopes) values ('bootstrap', $1, $2)
on conflict (name) do update set digest = excluded.digest, scopes = excluded.scopes
where api_keys.digest <> excluded.digest or api_keys.scopes <> excluded.scopes;

-- name: add_bootstrap_key
-- Know the key with digest $1 that a node made for itself, beside those of other nodes.
insert into api_keys (name, digest, scopes)
select
    case when exists (select from api_keys where name = 'bootstrap')
    then 'bootstrap-' || left(encode($1, 'hex'), 8) else 'bootstrap' end,
    $1, $2
on conflict do nothing;

-- name: installation
-- The installation's namespace: one row.
select namespace from installation;
