-- The edits of a section, found by their revision and by the postmortem's version: see
-- projections/section_edits.py. Nothing is appended while these are built, which takes two passes over
-- the log.

-- The body of an event. Bodies are UTF-8 whatever a connection speaks, so that it is immutable; it costs
-- the more, the longer the text in it.
create function body_of(state bytea) returns json
language plpgsql immutable strict parallel safe cost 1000 as $$
begin
    return convert_from(state, 'UTF8');
end
$$;

create index stored_events_section_revision_idx on stored_events (
    originator_id, (body_of(state) ->> 'section'), ((body_of(state) ->> 'revision')::int)
) where topic ^@ 'postmortem.section_edited@';

create index stored_events_section_version_idx on stored_events (
    originator_id, (body_of(state) ->> 'section'), originator_version
) where topic ^@ 'postmortem.section_edited@';
