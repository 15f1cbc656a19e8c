"""The timeline section of a postmortem: the incident's timeline as it stands, retold in order.

It is built anew whenever it is read; the authors add their text and annotate single entries.
"""

from domain.timeline import AutomaticKind, Entry, Timeline


def standing(timeline: Timeline) -> list[Entry]:
    """Return the entries that were not retracted, each as last corrected, the earliest first."""
    return sorted((e for e in timeline if e.retraction is None), key=lambda e: e.occurred_at)


def told(timeline: Timeline) -> bool:
    """Whether people wrote into it: what appears by itself alone does not fill the section."""
    return any(
        entry.retraction is None and not isinstance(entry.kind, AutomaticKind) for entry in timeline
    )
