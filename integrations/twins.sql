-- name: lease_search
-- Take a tracker that is to be searched, under token $1 for $2 seconds; no row when none is. One
-- without links has no twins. Lock: its row, for this statement. A sequential scan: trackers are few.
-- Index: ticket_jobs_tracker_key_idx.
update ticket_trackers set
    search_token = $1, search_at = clock_timestamp() + make_interval(secs => $2),
    search_began = case when search_place = '' then clock_timestamp() else search_began end
where tracker_id = (
    select t.tracker_id
    from ticket_trackers as t left join ticket_gates as g using (gate)
    where greatest(t.search_at, t.not_before, g.not_before, g.asked_until) <= clock_timestamp()
    and exists (
        select from ticket_jobs as j where j.tracker_id = t.tracker_id and j.key is not null
    )
    order by t.search_at
    limit 1
    for update of t skip locked
)
returning tracker_id, search_place;

-- name: marks_after
-- At most $3 marks of links of tracker $1, in order, after $2. Index: ticket_jobs_tracker_mark_idx.
select mark from ticket_jobs
where tracker_id = $1 and mark > $2 and key is not null
order by mark limit $3;

-- name: note_twins
-- A page of tracker $1: keys $2, marks $3, whether open $4. A second open ticket under the mark of a
-- link is its twin; a twin that is closed is none any more. The links are looked at, so that they
-- tell. Index: ticket_jobs_tracker_mark_idx.
update ticket_jobs as j set
    twin = case when u.is_open then u.key end,
    wishes = j.wishes + 1, due_at = greatest(clock_timestamp(), j.hold_until)
from unnest($2::text[], $3::text[], $4::boolean[]) as u (key, mark, is_open)
where j.tracker_id = $1 and j.mark = u.mark and j.key <> u.key
and case when u.is_open then j.twin is null else j.twin = u.key end;

-- name: settle_search
-- The search of tracker $1 under token $2 goes on at $3 in $4 seconds; null when it is another's.
update ticket_trackers set
    search_token = null, search_place = $3,
    search_at = clock_timestamp() + make_interval(secs => $4)
where tracker_id = $1 and search_token = $2
returning true;

-- name: end_search
-- The search of tracker $1 under token $2 came to its end; the next begins $3 seconds after this one
-- did. Null when it is another's.
update ticket_trackers set
    search_token = null, search_place = '',
    search_at = greatest(clock_timestamp(), search_began + make_interval(secs => $3))
where tracker_id = $1 and search_token = $2
returning true;
