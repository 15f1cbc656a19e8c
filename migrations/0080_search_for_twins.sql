-- Once a day each tracker is searched for tickets that carry the marker of a link and are not its ticket.
-- The search is done in small steps; here is where it goes on, whoever does the next one.
alter table ticket_trackers
    add column search_at timestamptz not null default '-infinity',
    add column search_began timestamptz,                -- of the search that is under way, or the last
    add column search_place text not null default '',   -- in the adapter's words; empty: at the beginning
    add column search_token uuid;
