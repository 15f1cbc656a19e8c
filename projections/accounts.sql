-- name: load
-- The people with the streams $1. Index: account_list_pkey.
select id, version, state from account_list where id = any($1::uuid[]);

-- name: upsert
-- Write people, newer ones over older ones. Lock: their rows.
insert into account_list as t (id, version, email, github, jira, state)
select * from unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bytea[]
)
on conflict (id) do update set
    version = excluded.version, email = excluded.email, github = excluded.github,
    jira = excluded.jira, state = excluded.state
where t.version < excluded.version;

-- name: accounts_of
-- The accounts of the people with the addresses $1; a login as it was given.
-- Index: account_list_email_idx.
select email, state from account_list where email = any($1::text[]);

-- name: with_github
-- At most two people with the GitHub login $1. Index: account_list_github_idx.
select email from account_list where github = lower($1) limit 2;

-- name: with_jira
-- At most two people with the Jira account $1. Index: account_list_jira_idx.
select email from account_list where jira = $1 limit 2;
