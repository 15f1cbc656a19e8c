"""The log. As a module it is a persistence module of the library `eventsourcing`."""

from eventstore.factory import Factory

__all__ = ["Factory"]
