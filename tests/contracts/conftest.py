"""The stand-in for GitHub, whose proxy shows what is sent."""

from tests.integrations.conftest import credential, github_there

__all__ = ["credential", "github_there"]
