"""Whatever a public page is sent: no fault, no wait over two seconds, no row that does not fit."""

import json
import time
from collections import Counter
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.services.questionnaires import questionnaires
from surveys.models import Parole, Response, SurveyVersion
from tests.answering import reading
from tests.faults.conftest import size

pytestmark = pytest.mark.promise
PAGES = (
    "/",
    "/q/habitants",
    "/q/habitants",
    "/q/elus",
    "/q/habitants/langue",
    "/q/habitants/plus-tard",
    "/suivi",
    "/q/habitants/suivi",
    "/q/habitants/suivi/corriger",
    "/q/habitants/suivi/effacer",
    "/q/associations",
    "/besoins",
    "/besoins/langue",
    "/resultats/",
    "/aide",
    "/api/v1/",
    "/sante",
    "/l/4627",
    "/sw.js",
    "/q/elus/recu/",
)
NAMES = (
    "points_forts",
    "vivre_ici",
    "difficultes",
    "commune",
    "age",
    "code",
    "idempotency_key",
    "issued",
    "campaign",
    "website",
    "helped",
    "proof",
    "nom",
    "besoin",
    "courriel",
    "lang",
    "save",
)
ODD = (
    "\ud800",
    "\x00",
    "\u202e‮abc",
    "🏡" * 1000,
    "1e308",
    "9" * 400,
    "-0",
    "NaN",
    "=1+1",
    "../../etc",
    "' OR 1=1 --",
    "<script>",
    "%s%n",
    "\r\nSet-Cookie: a=b",
    "{{7*7}}",
    "\ufeff",
    "e\u0301" * 200,
    "4",
)
HUGE = "🏡" * 240_000  # nearly a megabyte


def _texts() -> st.SearchStrategy[str]:
    free = st.text(st.characters(codec=None), max_size=40)
    return st.one_of(
        st.sampled_from(ODD), free, st.just(uuid4().hex), st.sampled_from(["4", "46066"])
    )


def _bodies() -> st.SearchStrategy[tuple[str, bytes]]:
    pairs = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), _texts()), _texts()), max_size=8)
    anything = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _texts()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(_texts(), inner, max_size=3)
        ),
        max_leaves=8,
    )
    spoilt = st.tuples(st.sampled_from(NAMES), _texts()).map(
        lambda pair: list({"points_forts": "Le car.", "vivre_ici": "4", pair[0]: pair[1]}.items())
    )
    return st.one_of(
        st.one_of(spoilt, spoilt, pairs).map(
            lambda found: ("application/x-www-form-urlencoded", _encoded(found))
        ),
        st.dictionaries(st.sampled_from(NAMES), anything, max_size=6).map(
            lambda found: ("application/json", json.dumps(found).encode())
        ),
        st.binary(max_size=200).map(lambda body: ("application/json", body)),
        st.binary(max_size=200).map(lambda body: ("multipart/form-data; boundary=x", body)),
        st.just(("application/x-www-form-urlencoded", f"points_forts={HUGE}".encode())),
        st.just(("application/json", b"[" * 100_000)),
    )


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(
        "=".join(quote_plus(p, errors="surrogatepass") for p in pair) for pair in pairs
    ).encode()


def test_nothing_sent_to_a_public_page_is_a_fault(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    client.raise_request_exception = False  # type: ignore[attr-defined]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    seen, slowest = Counter[int](), [0.0]

    @settings(max_examples=size(300, 10_000), deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck), derandomize=True)  # fmt: skip
    @given(
        st.sampled_from(PAGES),
        st.sampled_from(("POST", "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST", "POST")),
        _bodies(),
        st.sampled_from(("text/html", "application/json", "*/*", "", "é", "a/b;q=x")),
        st.sampled_from(
            ("", "?lang=en", "?lang=%00", "?c=%ff", "?partage", "?_external=1&_anchor=x")
        ),
    )
    def send(page: str, method: str, body: tuple[str, bytes], accepted: str, query: str) -> None:
        since = time.process_time()
        answer = type(client).__mro__[1].open(  # not the page check: speed, and errors of any kind
            client, page + query, method=method, data=body[1], content_type=body[0],
            headers={"Accept": accepted},
        )  # fmt: skip
        slowest[0] = max(slowest[0], time.process_time() - since)
        seen[answer.status_code] += 1
        assert answer.status_code < 500, (page, method, body[1][:300], answer.status_code)

    send()
    rows = _fits(app)
    figures = f"slowest {slowest[0]:.2f} s of processor, {rows} rows stored"
    print(dict(seen), figures)  # noqa: T201 - the figures are the point
    assert slowest[0] < 2
    assert rows, "nothing was stored: nothing was tried"


def _fits(app: Flask) -> int:
    """Every stored row reads back against the version it answered, in clean text; how many."""
    with reading(app) as session:
        rows = session.scalars(select(Response)).all()
        for row in rows:
            asked = questionnaires.definition(session.get_one(SurveyVersion, row.version_id))
            columns = {name for question in asked.questions for name in question.columns()}
            assert set(row.answers) <= columns
            json.dumps(row.answers, allow_nan=False)
        for text in session.scalars(select(Parole.text)):
            assert "\x00" not in text
            text.encode()  # no lone surrogate
        return len(rows)
