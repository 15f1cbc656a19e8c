-- Keys of tools. Only the digest is kept: a key has 256 random bits, so that it needs no salt.
create table api_keys (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    digest bytea not null unique,                    -- sha256 of the key
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

grant select, insert, update on api_keys to twiceshy_app;
