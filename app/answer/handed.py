"""A form handed in at the door, taken there when nothing has to be said but thank you.

The same functions as the view's (`answer.views.submit`), which says everything else. A form that
is not plain to the last input, or that is refused, is handed on whole: the view reads it anew.
"""

import io
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from app.answer import flooding, pages, surge, suspicion, taking
from app.answer.taking import Till
from app.config import MEGABYTE
from app.services.questionnaires import questionnaires
from app.services.questionnaires.standing import Dates, Standing, Version
from surveys import schema, storage
from surveys.answers import Checked, check
from surveys.reading import clean_text
from surveys.writing import NotWritten

KEY, ISSUED = "idempotency_key", "issued"
# What the page of a fresh form sends beside its questions; any other input is the view's to read.
_BESIDE = frozenset({KEY, ISSUED, suspicion.TRAP, taking.HELPED})
_ODD_BYTES = "werkzeug.url_quote"  # as Flask reads them
_UNUSUAL = re.compile(r"json|application/\*|text/html;")
_FORM = "application/x-www-form-urlencoded"

Taken = tuple[int, bytes, list[tuple[str, str]]]
Raw = dict[str, list[str]]


def plain(environ: dict[str, Any]) -> bool:
    """A form of its usual length, to an address without a question mark, from no staff."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ.get("CONTENT_TYPE") == _FORM
        and length.isascii()
        and length.isdigit()
        and int(length) <= MEGABYTE
        and "HTTP_TRANSFER_ENCODING" not in environ
        and "HTTP_COOKIE" not in environ
        and not environ.get("QUERY_STRING")
        and _accepts_json(environ) is not None
    )


def take(till: Till, found: Standing, environ: dict[str, Any]) -> Taken | None:
    """Stores what the form says and acknowledges it; None when the view must read it."""
    asked = _Asked.of(found)
    if asked is None:
        return None
    raw = _inputs(environ)
    if raw is None or not _BESIDE.issuperset(raw.keys() - asked.definition.by_name.keys()):
        return None
    checked = check(asked.definition, raw, found.context)
    key = next(iter(raw.get(KEY, ())), "")
    if checked.errors or checked.empty or not pages.KEY.fullmatch(key):
        return None
    saved = _stored(till, asked, raw, checked, key, environ)
    return None if saved is None else _acknowledged(till, found, saved, environ)


@dataclass(frozen=True)
class _Asked:
    """The survey in French, where it is its own language: the others are the view's."""

    survey: Dates
    version: Version
    definition: schema.Survey

    @classmethod
    def of(cls, found: Standing) -> "_Asked | None":
        if not questionnaires.is_known(found.version):
            return None
        if questionnaires.definition(found.version).languages[0] != "fr":
            return None
        return cls(found.survey, found.version, questionnaires.spoken(found.version, "fr"))


def _inputs(environ: dict[str, Any]) -> Raw | None:
    """What was sent, as `pages.inputs` has it; the body stays there for the view to read."""
    length = int(environ["CONTENT_LENGTH"])
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    if len(body) != length or not body.isascii():  # cut on its way, or written by no browser
        return None
    raw: Raw = {}
    for name, text in parse_qsl(body.decode(), keep_blank_values=True, errors=_ODD_BYTES):
        raw.setdefault(name, []).append(clean_text(text))
    return raw


def _stored(
    till: Till, asked: _Asked, raw: Raw, checked: Checked, key: str, environ: dict[str, Any]
) -> storage.Saved | None:
    secret, address = till.settings.secret_key, environ.get("REMOTE_ADDR") or "?"
    if not flooding.room(secret, address):
        return None
    if till.timed and surge.arrived(asked.survey.id, key):
        return None
    try:
        saved = taking.take(till, asked, raw, checked, key=key, campaign="")
    except NotWritten:
        environ[taking.LATE] = True
        return None
    except Exception:
        # The view meets the same refusal and explains it, or the same fault and logs it; where this
        # was stored all the same, it finds it under its key and gives the same receipt.
        return None
    if saved.created:
        flooding.took(secret, address)
        surge.stored(asked.survey.id)
    return saved


def _acknowledged(
    till: Till, found: Standing, saved: storage.Saved, environ: dict[str, Any]
) -> Taken:
    slug = found.survey.slug
    ticket = taking.ticket(till.settings, slug, saved.code)
    address = f"{environ.get('SCRIPT_NAME', '')}/q/{slug}/recu/{ticket}"
    if not _accepts_json(environ):
        return 303, b"", [("Content-Type", "text/html; charset=utf-8"), ("Location", address)]
    answer, status = taking.said(saved, address)
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return status, json.dumps(answer).encode(), headers


def _accepts_json(environ: dict[str, Any]) -> bool | None:
    """As `web.wants_json`, of what browsers and our scripts say; None of anything else."""
    accepted = environ.get("HTTP_ACCEPT", "")
    if accepted == "application/json":
        return True
    read_by_a_person = accepted in ("", "*/*") or accepted.startswith("text/html")
    return False if read_by_a_person and not _UNUSUAL.search(accepted) else None
