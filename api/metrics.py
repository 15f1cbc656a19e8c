"""Figures for whoever watches an installation, in the text format of Prometheus.

No figure tells of a person, an incident or a ticket: labels are codes, statuses and names of our
own. What the database knows is asked once a second at most, by queries that count to a limit. What
a process counts of itself (requests, calls, gates, its queue) is told by that process.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from litestar import Response, Router, get
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from api.auth import PUBLIC
from api.call import Call
from api.errors import problem
from api.watch import COUNT_MAX, REQUESTS, Look
from domain.errors import StoreUnavailable
from integrations.measures import MEASURES, Measured

MEDIA_TYPE: Final = "text/plain; version=0.0.4"

Family = CounterMetricFamily | GaugeMetricFamily


@get(
    "/metrics",
    operation_id="getMetrics",
    summary="Figures for Prometheus",
    media_type=MEDIA_TYPE,
)
async def get_metrics(request: Call) -> Response[bytes]:
    """Lag of views and mirror, held links by code, calls by outcome, requests by status, queues."""
    try:
        look = await request.desk.watch.look()
    except StoreUnavailable as error:
        raise problem(503, "The database cannot be reached at the moment.") from error
    return Response(told(look, MEASURES.read(), REQUESTS, request.desk.repository.store.queued))


def told(look: Look, measured: Measured, requests: Mapping[int, int], queued: int) -> bytes:
    """Everything in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told([*_of_database(look), *_of_process(measured, requests, queued)]))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, families: Iterable[Family]) -> None:
        self._families = families

    def collect(self) -> Iterable[Family]:
        return self._families


def _of_database(look: Look) -> Iterable[Family]:
    behind = GaugeMetricFamily(
        "twiceshy_follower_lag_events",
        "Events of the log that a view, the mirror or another follower has still to read.",
        labels=["follower"],
    )
    for name, events in look.behind.items():
        behind.add_metric([name], events)
    held = GaugeMetricFamily(
        "twiceshy_links_held",
        f"Links that are blocked or paused, by code; {COUNT_MAX} in all are counted.",
        labels=["code"],
    )
    for code, links in look.held.items():
        held.add_metric([code], links)
    due = f"Links whose next look is due; {COUNT_MAX} are counted."
    yield behind
    yield held
    yield GaugeMetricFamily("twiceshy_links_due", due, value=look.due)
    yield GaugeMetricFamily(
        "twiceshy_links_oldest_due_seconds",
        "For how long the link that waits longest has been due: the lag of the mirror.",
        value=look.oldest_due_seconds,
    )
    if look.delivery_seconds is not None:
        yield GaugeMetricFamily(
            "twiceshy_tracker_delivery_age_seconds",
            "Time since a tracker last sent something by itself.",
            value=look.delivery_seconds,
        )


def _of_process(measured: Measured, requests: Mapping[int, int], queued: int) -> Iterable[Family]:
    calls = CounterMetricFamily(
        "twiceshy_tracker_calls",
        "Calls of trackers by this process; the outcome is a status, `unsent` or `lost`.",
        labels=["tracker", "verb", "outcome"],
    )
    for labels, count in measured.calls.items():
        calls.add_metric(labels, count)
    gates = CounterMetricFamily(
        "twiceshy_tracker_gate_seconds",
        "Seconds for which this process put links off, by what they waited for.",
        labels=["cause"],
    )
    for cause, seconds in measured.gate_seconds.items():
        gates.add_metric([cause], seconds)
    answers = CounterMetricFamily(
        "twiceshy_requests", "Requests that this process answered, by status.", labels=["status"]
    )
    for status, count in requests.items():
        answers.add_metric([str(status)], count)
    yield calls
    yield gates
    yield answers
    yield GaugeMetricFamily(
        "twiceshy_append_queue", "Appends that wait to be written by this process.", value=queued
    )


ROUTES: Final = Router("/", route_handlers=[get_metrics], opt={PUBLIC: True}, tags=["Operations"])
