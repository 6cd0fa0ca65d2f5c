"""Stylesheets: colours that everyone can read, addresses that change with their content."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import assets

SURFACES = ("paper", "card", "wash", "warm-wash", "hot-wash")
TEXTS = [(ink, on) for ink in ("ink", "soft", "accent", "warm", "hot") for on in SURFACES]
TEXTS += [("on-accent", "accent"), ("on-mark", "mark")]
EDGES = [(edge, on) for edge in ("edge", "accent", "hot", "warm") for on in SURFACES]
ACCENTS = (
    "#000000", "#175a63", "#0000ff", "#00008b", "#1b1b3a", "#2e2e2e", "#3b0a45", "#4b0082",
    "#550000", "#006400", "#703f00", "#8b0000", "#8f4319", "#5c4033", "#003f5c", "#7a0177",
    "#ff0000", "#c2185b", "#ffd700", "#ffffff",
)  # fmt: skip


def tokens(accent: str = assets.ACCENT) -> dict[str, dict[str, str]]:
    """Theme → colour by name, read from the stylesheet as it is served."""
    sheet = assets._sheet("public", accent.lstrip("#")).decode()
    light, dark = (
        dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6}|#[0-9a-f]{3})\b", block))
        for block in re.findall(r":root\{(--paper[^}]*)\}", sheet)
    )
    return {
        theme: {name: _long(colour) for name, colour in colours.items()}
        for theme, colours in (("light", light), ("dark", light | dark))
    }


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * sign for sign in colour[1:])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_reads_on_every_surface(theme: str) -> None:
    colours = tokens()[theme]
    for ink, surface in TEXTS:
        found = assets.contrast(colours[ink], colours[surface])
        assert found >= 4.5, f"{ink} on {surface}: {found:.2f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_edge_that_means_something_is_seen(theme: str) -> None:
    colours = tokens()[theme]
    for edge, surface in EDGES:
        found = assets.contrast(colours[edge], colours[surface])
        assert found >= 3, f"{edge} on {surface}: {found:.2f}"


QR = ".qr{background:#fff"  # what a camera reads stays black on white


def test_every_colour_is_a_token() -> None:
    """A colour written elsewhere would escape the tests above."""
    for name in ("base.css", "public.css", "results.css", "desk.css"):
        sheet = re.sub(r":root\{[^}]*\}", "", (assets.FOLDER / name).read_text("utf-8"))
        shown = re.sub(r"@media print\{.*?\}\}", "", sheet, flags=re.S).replace(QR, "")
        assert re.findall(r"#[0-9a-fA-F]{3,6}\b|rgb|hsl", shown) == [], name


@pytest.mark.parametrize("accent", ACCENTS)
def test_any_accent_is_lightened_until_it_reads_in_the_dark(accent: str) -> None:
    dark = assets.for_dark(accent)
    assert re.fullmatch("#[0-9a-f]{6}", dark)
    assert assets.contrast(dark, assets.DARK_PAPER) >= 6
    assert tokens(accent)["dark"]["accent"] == dark
    assert tokens(accent)["light"]["accent"] == accent


def test_a_colour_that_reads_in_the_dark_is_left_alone() -> None:
    assert assets.for_dark("#ffd700") == "#ffd700"


def test_the_constants_are_those_of_the_stylesheet() -> None:
    sheet = (assets.FOLDER / "base.css").read_text("utf-8")
    assert sheet.count(assets.ACCENT) == sheet.count(assets.DARK_ACCENT) == 1
    assert f"--card:{assets.DARK_PAPER}" in sheet


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_wcag_s(one: str, other: str, ratio: float) -> None:
    assert assets.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert assets.contrast(other, one) == assets.contrast(one, other)


@pytest.fixture
def address(app: Flask) -> str:
    with app.test_request_context("/"):
        return assets.style_url("public", "#123456")


def test_a_stylesheet_is_kept_for_a_year_under_its_content_s_name(
    client: FlaskClient, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response.headers
    assert "#123456" in response.text
    assert assets.ACCENT not in response.text


def test_another_side_or_colour_has_another_address(app: Flask, address: str) -> None:
    with app.test_request_context("/"):
        others = {assets.style_url("desk", "#123456"), assets.style_url("public", "#123457")}
    assert len(others | {address}) == 3


@pytest.mark.parametrize(
    "odd",
    ["123456/other.0.css", "12345/public.0.css", "1234567/public.0.css", "12345g/public.0.css"],
)
def test_an_odd_stylesheet_is_a_404(client: FlaskClient, odd: str) -> None:
    assert client.get(f"/style/{odd}").status_code == 404


def test_a_resident_s_stylesheet_weighs_little(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(response.data) < 8000


def test_comments_and_white_space_are_not_sent() -> None:
    squeezed = assets._squeezed("/* why */\na { b : c ; }\n\n@media (x) { d{e:f g;} }\n")
    assert squeezed == "a{b : c}@media (x){d{e:f g}}"


@pytest.mark.parametrize("address", ["/style/175a63/public.0123456789.css", "/script/entry.0.js"])
def test_a_name_that_is_not_the_content_s_is_not_kept(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"
