"""The description of this interface: as OpenAPI 3.1 for tools, and as a page for people.

Both come from the committed openapi.yaml, which a test holds against the handlers. The page has no
script and loads nothing; its one style is allowed by its hash.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response, Router, get
from litestar.enums import MediaType
from markdown_it import MarkdownIt
from markupsafe import Markup

from api.auth import PUBLIC
from api.openapi_page import groups, schemas

HERE: Final = Path(__file__).resolve().parent
SPECIFICATION: Final = HERE.parent / "openapi.yaml"
STYLE: Final = (HERE / "templates" / "docs.css").read_text()
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, ten times as fast
MARKDOWN: Final = MarkdownIt("commonmark", {"html": False})
HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@get(
    "/openapi.yaml",
    operation_id="getSpecification",
    summary="Read the description of this interface",
    media_type="application/yaml",
    sync_to_thread=False,
)
def get_specification() -> Response[str]:
    """OpenAPI 3.1, as YAML."""
    return Response(specification(), media_type="application/yaml")


@get(
    "/docs",
    operation_id="getDocs",
    summary="Read about this interface",
    media_type=MediaType.HTML,
    sync_to_thread=True,  # the first call renders the page, which takes a second
)
def get_docs() -> Response[str]:
    """The same description as a page for people."""
    return Response(page(), media_type=MediaType.HTML, headers=HEADERS)


@cache
def specification() -> str:
    return SPECIFICATION.read_text()


@cache
def page() -> str:
    """The page, rendered once."""
    described = yaml.load(specification(), LOADER)  # noqa: S506  a safe one
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"pretty": pretty, "blocks": blocks, "inline": inline}
    template = environment.get_template("docs.html")
    return template.render(
        described=described, groups=groups(described), schemas=schemas(described), style=STYLE
    )


def pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def blocks(text: str) -> Markup:
    """Markdown as paragraphs; what is HTML in it stays text."""
    return Markup(MARKDOWN.render(text))  # noqa: S704


def inline(text: str) -> Markup:
    return Markup(MARKDOWN.renderInline(text))  # noqa: S704


ROUTES = Router(
    "/",
    route_handlers=[get_specification, get_docs],
    opt={PUBLIC: True},
    tags=["Operations"],
)
