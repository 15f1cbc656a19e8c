"""What proves who calls an operation: an API key, or the signature of a tracker."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.auth import PUBLIC, SIGNED, usual_scope
from api.openapi_schemas import Schema

# What proves a delivery of a tracker; see integrations/inbound_signature.py.
SIGNATURES: Final = {
    "gitHubSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Hub-Signature-256",
        "description": "`sha256=` and the HMAC of the raw body, as GitHub sends it.",
    },
    "jiraSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Hub-Signature",
        "description": "`sha256=` and the HMAC of the raw body, as Jira sends it.",
    },
    "jiraPassword": {
        "type": "http",
        "scheme": "basic",
        "description": "The webhook secret as the password, for a Jira that cannot sign.",
    },
}

SCHEMES: Final = {
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, as `twy_...`.",
    },
    **SIGNATURES,
}


def security(handler: HTTPRouteHandler, method: str) -> Schema:
    """What proves who calls, where that is no API key; and the scope that a key must have."""
    if SIGNED in handler.opt:
        return {"security": [{name: []} for name in SIGNATURES]}
    if PUBLIC in handler.opt:
        return {"security": []}
    return {"x-scope": scope_of(handler, method)}


def scope_of(handler: HTTPRouteHandler, method: str) -> str:
    return str(handler.opt.get("scope") or usual_scope(method))
