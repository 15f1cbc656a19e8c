"""The description of this interface, made from the handlers: OpenAPI 3.1."""

from typing import Any

import yaml
from litestar.openapi import OpenAPIConfig

from api.app import create_litestar

VERSION = "1.0.0"


def description() -> dict[str, Any]:
    config = OpenAPIConfig(title="Twiceshy", version=VERSION, use_handler_docstrings=True)
    return create_litestar(None, config).openapi_schema.to_schema()


def specification() -> str:
    """The description as YAML, as it is committed in openapi.yaml."""
    return yaml.safe_dump(description(), sort_keys=False, allow_unicode=True, width=100)
