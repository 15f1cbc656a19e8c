"""Postmortems as text: Markdown, and one printable HTML page that runs and loads nothing."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Response
from markupsafe import Markup

from api import aside, markup
from api.call import Call
from api.documents import day_of
from api.negotiation import VARY, Form
from api.page_sources import beside_it
from api.page_timeline import in_words, shares
from api.postmortem_page import Page, page, settled
from api.retold import incident_then, moment_of
from api.versions import etag
from domain.postmortem_state import Postmortem
from eventstore.repository import Loaded

TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
STYLE: Final = (TEMPLATES / "postmortem.css").read_text()
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# The page says it, too, so that a copy that somebody keeps is held to it.
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
)
HEADERS: Final[Mapping[Form, Mapping[str, str]]] = {
    Form.MARKDOWN: {},
    Form.HTML: {"Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'"},
}
DIGEST_BYTES: Final = 8
# HTML allows no other control characters, and a terminal obeys them: shown as what is unknown.
CONTROLS: Final = dict.fromkeys(
    {*range(0x20), *range(0x7F, 0xA0)} - {*b"\t\n\r"}, "\N{REPLACEMENT CHARACTER}"
)
URL_SIGNS: Final = "%/:?#[]@!$&'()*+,;=~"


async def rendered(
    call: Call,
    form: Form,
    postmortem_id: UUID,
    loaded: Loaded[Postmortem],
    *,
    version: int | None,
    as_of: datetime | None,
) -> Response[Any]:
    """The postmortem in `form`, as it stands, or as it stood at a version or a moment."""
    incident = await incident_then(call, postmortem_id, loaded, version, as_of)
    at = await moment_of(call, postmortem_id, version, as_of)
    beside = await beside_it(call, postmortem_id, loaded.state, incident, at)
    shown = page(loaded.state, incident, beside, today=day_of(at), as_of=at)
    # Texts of the greatest length take a while; other requests do not wait for them.
    return answer(form, loaded.version, await aside.page(lambda: WRITE[form](shown)))


def answer(form: Form, version: int, text: str) -> Response[bytes]:
    """The text with its headers. What it shows changes without the postmortem: so does its tag."""
    body = text.translate(CONTROLS).encode()
    digest = hashlib.sha256(body).hexdigest()[: 2 * DIGEST_BYTES]
    headers = {
        "ETag": etag(version, f"{form.name.lower()}-{digest}"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        **VARY,
        **HEADERS[form],
    }
    return Response(body, media_type=form, headers=headers)


def environment(finalize: Callable[[Any], Any] | None = None) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(("html",)),
        finalize=finalize,
    )
    made.globals |= {"shares": shares, "settled": settled}
    made.filters |= {
        "words": words,
        "day": day,
        "clock": clock,
        "moment": moment,
        "iso": iso,
        "in_words": in_words,
        "duration": duration,
        "web": web,
        "called": called,
    }
    return made


def words(name: str) -> str:
    """The name of a kind in words: `root_cause` as "Root cause"."""
    return str(name).replace("_", " ").capitalize()


def day(at: date) -> str:
    return f"{at.day} {at:%B %Y}"


def clock(at: datetime) -> str:
    return f"{at:%H:%M}"


def moment(at: datetime) -> str:
    return f"{day(at)}, {clock(at)} UTC"


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def duration(length: timedelta) -> str:
    """As HTML's `time` takes it (ISO 8601), in whole minutes."""
    return f"PT{int(length.total_seconds() // 60)}M"


def web(url: str | None) -> str | None:
    """The address, if following it is safe: a tracker's word is not taken for that."""
    return url if url and url.startswith(("https://", "http://")) else None


def address(url: str) -> Markup:
    """The address as the target of a link in Markdown."""
    return Markup(f"<{quote(url, safe=URL_SIGNS)}>")  # noqa: S704  no sign in it ends the target


def called(emails: Sequence[str], names: Mapping[str, str]) -> str:
    """The people by their names, as far as those are known."""
    return ", ".join(names.get(email, email) for email in emails)


def as_markdown(value: Any) -> Any:
    """What a template of Markdown writes: text as text, unless it is marked up already."""
    return value if isinstance(value, Markup) else markup.escaped(str(value))


def contained(text: str, level: int) -> Markup:
    return Markup(markup.contained(text, level))  # noqa: S704  contained


def quoted(text: str, level: int) -> Markup:
    """The same as a quotation."""
    return Markup("> " + markup.contained(text, level).replace("\n", "\n> "))  # noqa: S704


HTML: Final = environment()
HTML.filters["blocks"] = markup.html
MARKDOWN: Final = environment(as_markdown)
MARKDOWN.filters |= {"blocks": contained, "quoted": quoted, "address": address}


def html(shown: Page) -> str:
    return HTML.get_template("postmortem.html").render(page=shown, style=STYLE, policy=POLICY)


def markdown(shown: Page) -> str:
    return MARKDOWN.get_template("postmortem.md").render(page=shown)


WRITE: Final[Mapping[Form, Callable[[Page], str]]] = {Form.MARKDOWN: markdown, Form.HTML: html}
