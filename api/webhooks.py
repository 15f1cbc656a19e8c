"""What trackers send to us: proved by a signature, not by a key; kept, answered, acted on later."""

from typing import Final

from litestar import Router, post
from litestar.params import FromPath
from msgspec import Struct

from api.auth import SIGNED
from api.call import Call
from api.errors import problem
from api.references import Prefix
from domain.errors import NotFound
from domain.tracker import TRACKER, Tracker
from integrations import inbound

UNPROVED: Final = "The body is not signed under this tracker's webhook secret."


class Received(Struct, frozen=True):
    """The sender's own name for the delivery, or the one that it was given here."""

    delivery: str


@post(
    "/{tracker:str}/webhook",
    operation_id="receiveDelivery",
    summary="Tell that something changed in a tracker",
    opt={SIGNED: True},
    status_code=202,
)
async def receive_delivery(tracker: FromPath[str], request: Call) -> Received:
    """For the tracker itself to call; the body is what GitHub or Jira sends, as JSON or as a form.

    Proved by `X-Hub-Signature-256` (GitHub) or `X-Hub-Signature` (Jira): `sha256=` and the HMAC of
    the raw body under the tracker's webhook secret; where a Jira cannot sign, by that secret as the
    password of basic authentication. Whatever it tells is looked up in the tracker before anything
    changes; a delivery that comes again, and one about unknown issues, is answered the same.
    """
    body = await request.body()
    try:
        tracker_id = request.desk.references.resolve(Prefix.TRACKER, tracker)
        known = (await request.desk.repository.read(TRACKER, tracker_id)).state
    except NotFound:  # refused like any other without a secret, so that nobody learns which exist
        tracker_id, known = request.desk.references.id_of("TRK-0"), Tracker()
    delivery = await inbound.receive(
        request.desk.connections,
        tracker_id,
        known,
        request.headers,
        body,
        credentials_dir=request.desk.credentials_dir,
    )
    if delivery is None:
        raise problem(401, UNPROVED, headers={"WWW-Authenticate": 'Basic realm="twiceshy webhook"'})
    return Received(delivery.name)


ROUTES: Final = Router("/trackers", route_handlers=[receive_delivery], tags=["Trackers"])
