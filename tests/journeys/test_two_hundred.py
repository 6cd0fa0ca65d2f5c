"""Two hundred paroles of the sample coded by keyboard alone: how long it took, and nothing lost.

A sample of them in `make test`; all with `PAROLES_TEST_FULL=1`. The time is that of the machine: a
person reads besides.
"""

import os
import sys
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from app.models.coding import Coding, Decision, Tag
from tests.answering import reading
from tests.journeys.conftest import DESKTOP, Site, enter, import_sample

pytestmark = pytest.mark.browser
PAUSE = 300  # ms, less than the quickest reader: the next one is fetched meanwhile
MANY = 200 if os.environ.get("PAROLES_TEST_FULL") == "1" else 20
ENJEU, TON = "cohesion_sociale", "point_vigilance"  # 2 and V
SHOWN = "id => !document.querySelector('form.settle')?.action.endsWith('/' + id)"


def test_paroles_coded_by_keyboard_are_all_there(
    site: Site, browse: Callable[..., BrowserContext], capsys: pytest.CaptureFixture[str]
) -> None:
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    import_sample(page, site)
    page.goto(f"{site.address}/bureau/paroles/verifier")
    page.wait_for_selector("#raccourcis:visible")
    before = already(site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    coded, waits = [], []
    begun = time.perf_counter()
    for _ in range(MANY):
        coded.append(one(page, waits))
    spent = time.perf_counter() - begun
    page.wait_for_load_state("networkidle")
    with capsys.disabled():
        sys.stdout.write(
            f"\n{MANY} paroles coded by keyboard in {spent:.1f} s; the next one was shown after "
            f"{1000 * sorted(waits)[len(waits) // 2]:.0f} ms (median), "
            f"{1000 * max(waits):.0f} ms at worst\n"
        )
    assert len(set(coded)) == MANY
    # The next one was fetched before it was asked for, most times: a decision follows its GET.
    ahead = sum("beside=" in each for each in asked)
    assert ahead >= 0.9 * MANY
    assert lost(site, coded) == []
    with reading(site.app) as session:
        lines = session.scalars(select(Decision.parole_id).where(Decision.act == "check"))
        assert set(coded) <= set(lines)
    assert already(site) >= before + MANY  # twins follow


def one(page: Page, waits: list[float]) -> int:
    """Ticks one enjeu and one tone, confirms; gives the parole and adds the wait for the next."""
    number = int(page.locator("form.settle").get_attribute("action").rsplit("/", 1)[1])  # type: ignore[union-attr]
    for key, box in (("Digit2", "[data-key='2']"), ("v", "[data-key='v']")):
        if not page.locator(box).is_checked():
            page.keyboard.press(key)
    page.wait_for_timeout(PAUSE)
    start = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWN, arg=number)
    waits.append(time.perf_counter() - start)
    return number


def already(site: Site) -> int:
    with reading(site.app) as session:
        return len(session.scalars(select(Coding).where(Coding.checked_at.is_not(None))).all())


def lost(site: Site, coded: list[int]) -> list[int]:
    """Those whose two labels do not stand; decisions still on their way are waited for."""
    for _ in range(50):
        with reading(site.app) as session:
            rows = select(Tag.parole_id, Tag.key).where(Tag.state.in_(("confirmed", "added")))
            kept = {(row[0], row[1]) for row in session.execute(rows)}
        missing = [one for one in coded if not {(one, ENJEU), (one, TON)} <= kept]
        if not missing:
            return []
        time.sleep(0.1)
    return missing
