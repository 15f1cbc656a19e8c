"""Due dates of GitHub that are a line of the text, where other tickets' text stands beside it."""

import pytest

from tests.integrations.conftest import There
from tests.integrations.house import House, until
from tests.integrations.test_fields import DAY, EARLIER, LATER, due
from tests.integrations.test_mirror import planned, titled


@pytest.mark.parametrize("is_above", [True, False])
async def test_a_block_of_another_ticket_that_is_pasted_tells_no_due_date(
    house: House, github_there: There, *, is_above: bool
) -> None:
    there = github_there
    await there.proxy.mend()
    tracker_id, action_id = await planned(house, there, titled("Pasted into"))
    other_id = await house.plan(titled("Pasted from"), tracker_id)
    await house.revise(other_id, due_on=LATER)
    async with house.mirroring():
        key, other = await house.linked(action_id), await house.linked(other_id)
        ours, theirs = [(await there.people.fetch(one))[1] for one in (key, other)]
        both = (theirs, ours) if is_above else (ours, theirs)
        await there.people.write(key, body="\n\nThe same as:\n\n".join(both))
        await house.retitle(action_id, title := titled("Looked at"))

        async def written() -> bool:
            return (await there.people.fetch(key))[0] == title

        await until(written)
        await house.in_step(action_id)
        assert (await house.action(action_id)).due_on == DAY
        _, body, _ = await there.people.fetch(key)
        ours = body.replace(theirs, "")
        said = ours.replace(f"- Due: {DAY}", f"- Due: {EARLIER}")
        await there.people.write(key, body=body.replace(ours, said))
        await due(house, action_id, EARLIER)
