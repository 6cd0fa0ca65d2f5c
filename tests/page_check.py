"""Every page that a test fetches is checked as a page: parse, language, title, labels, scripts."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden", "submit", "button")


class CheckedClient(FlaskClient):
    """A test client that refuses faulty pages."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        redirected = response.status_code in (301, 302, 303, 308)
        bodiless = response.request.method == "HEAD"
        if response.mimetype == "text/html" and not (redirected or bodiless):
            check_page(response.text, response.headers.get("Content-Security-Policy", ""))
        return response


def check_page(html: str, policy: str = "") -> None:
    """Raises AssertionError naming the first fault."""
    parser = html5lib.HTMLParser(strict=True)
    root = parser.parse(html)
    _check_head(root)
    _check_ids(root)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        _check_element(element, root, policy)


def _check_head(root: Element) -> None:
    assert root.get("lang"), "the page has no lang"
    titles = [text(e) for e in root.iter(f"{HTML}title")]
    headings = [text(e) for e in root.iter(f"{HTML}h1")]
    assert len(titles) >= 1, "the page has no title"
    assert len(headings) == 1, f"one h1 expected, {len(headings)} found: {headings}"
    title = titles[0].removeprefix("Erreur : ").removeprefix("Error: ")
    assert title, "the title is empty"
    start = title.split(" · ")[0]
    assert headings[0].startswith(start), f"title « {title} », h1 « {headings[0]} »"


def _check_ids(root: Element) -> None:
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"ids used twice: {twice}"
    for element in root.iter():
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for target in (element.get(name) or "").split():
                assert target in ids, f"{name}={target} points nowhere"
        href = element.get("href") or ""
        if href.startswith("#") and len(href) > 1:
            assert href[1:] in ids, f"link {href} points nowhere"


def _check_element(element: Element, root: Element, policy: str) -> None:
    name = str(element.tag).removeprefix(HTML)
    assert not element.get("style"), f"inline style on {name}"
    handlers = [a for a in element.keys() if a.startswith("on")]  # noqa: SIM118 - not its children
    assert not handlers, f"inline handler on {name}"
    if name == "script" and not element.get("src"):
        nonce = element.get("nonce")
        assert nonce, "inline script without nonce"
        assert f"'nonce-{nonce}'" in policy, "a script's nonce is not in the policy"
    assert name != "style", "inline stylesheet"
    for attribute in ("src", "href", "action"):
        address = element.get(attribute) or ""
        assert not address.startswith(("http://", "https://", "//")), f"third party: {address}"
    if name in LABELLED and element.get("type") not in UNLABELLED_TYPES:
        hidden = element.get("hidden") is not None
        assert hidden or _is_labelled(element, root), f"no label for {element.get('name')}"
    if name == "img":
        assert element.get("alt") is not None, "an image has no alt"


def _is_labelled(element: Element, root: Element) -> bool:
    if element.get("aria-label") or element.get("aria-labelledby"):
        return True
    for label in root.iter(f"{HTML}label"):
        if label.get("for") and label.get("for") == element.get("id") and text(label):
            return True
        if any(child is element for child in label.iter()) and text(label):
            return True
    return False


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
