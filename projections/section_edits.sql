-- name: edits
-- The edits of section $2 of postmortem $1 that made the revisions $3, in order; where not $4, each
-- with an empty text. Bound: the revisions that the caller names.
-- Index: stored_events_section_revision_idx, one probe a revision.
select
    e.originator_version as version, e.topic,
    case
        when $4 then e.state
        else convert_to((body_of(e.state)::jsonb || '{"body": ""}')::text, 'UTF8')
    end as state
from unnest($3::int[]) as u (revision)
cross join lateral (
    select originator_version, topic, state from stored_events
    where originator_id = $1 and topic ^@ 'postmortem.section_edited@'
    and body_of(state) ->> 'section' = $2 and (body_of(state) ->> 'revision')::int = u.revision
    limit 1
) as e
order by u.revision;

-- name: last_edit
-- The last edit of section $2 of postmortem $1 up to its version $3; no row where there was none.
-- Index: stored_events_section_version_idx, one probe.
select originator_version as version, topic, state from stored_events
where originator_id = $1 and topic ^@ 'postmortem.section_edited@'
and body_of(state) ->> 'section' = $2 and originator_version <= $3
order by originator_version desc
limit 1;
