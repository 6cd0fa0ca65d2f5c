"""The diagnostic before a committee: one constat a screen, arrows to move."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, expect

from app.services import territories
from app.services.samples.sample_diagnostic import sample_diagnostic
from tests.answering import writing
from tests.journeys.conftest import DESKTOP, Site, enter

pytestmark = pytest.mark.browser


def test_arrows_move_from_one_constat_to_the_next(
    site: Site, browse: Callable[..., BrowserContext]
) -> None:
    with writing(site.app) as session:
        sample_diagnostic(session, territories.by_key(session, None), datetime.now(UTC))
    page = browse(viewport=DESKTOP).new_page()
    enter(page, site)
    page.goto(f"{site.address}/bureau/diagnostic/projection")
    first = page.locator("h1").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).not_to_have_text(first)
    expect(page.get_by_text("2 sur 28")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text(first)
    page.get_by_role("link", name="Quitter").click()
    page.get_by_text("4 sources").first.click()
    expect(page.locator("details[open] li").first).to_be_visible()
