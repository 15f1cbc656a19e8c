-- name: server
-- What this server and this database are, in the order of Server: one row.
select
    split_part(current_setting('server_version'), ' ', 1),
    current_setting('server_version_num')::int / 10000,
    pg_is_in_recovery(),
    current_setting('transaction_read_only')::boolean,
    current_setting('server_encoding');

-- name: hindrances
-- What this user lacks to apply the migrations, in the order of Hindrances: one row. Who grants itself
-- a role, as 0001_log.sql does, needs its admin option; before 16, the right to make roles did as well.
with me as (
    select rolname, rolsuper or rolcreaterole as makes_roles,
        to_regclass('public.migrations') is not null as has_migrated,
        current_setting('server_version_num')::int < 160000 as grants_any
    from pg_roles where rolname = current_user
)
select
    me.rolname,
    (
        select tableowner from pg_tables where schemaname = 'public' and tablename = 'migrations'
        and not pg_has_role(tableowner, 'usage')
    ),
    not exists (select from pg_available_extensions where name = 'pg_trgm'),
    array_remove(array[
        case when not has_database_privilege(current_database(), 'create')
            then format('grant create on database %I to %I', current_database(), me.rolname) end,
        case when not has_schema_privilege(to_regnamespace('public'), 'create')
            then format('grant create on schema public to %I', me.rolname) end,
        case when app.oid is null and not makes_roles then 'create role twiceshy_app nologin' end,
        case when case
            when app.oid is null then not makes_roles
            when has_migrated then not pg_has_role(app.oid, 'member')
            else not pg_has_role(app.oid, 'member with admin option')
                and not (makes_roles and grants_any)
        end then format('grant twiceshy_app to %I with admin option', me.rolname) end
    ], null)
from me left join pg_roles as app on app.rolname = 'twiceshy_app';

-- name: act
-- Act as the service does from now on, with its rights alone. No row.
set role twiceshy_app;
