"""The public side's sentences: each one has its English, filled and compiled as it is written."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import ascii_letters

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from surveys.readability import remarks
from tests.conftest import ROOT

FOLDER = ROOT / "app" / "translations"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\(\w+\)s|<[^>]+>")
Sentence = str | tuple[str, ...]


def sentences() -> set[Sentence]:
    """Every sentence marked in the public side's code and templates."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return {_plain(message) for _, _, message, _, _ in found}


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def written(language: str) -> dict[Sentence, Sentence]:
    messages = (message for message in catalogue(language) if message.id)
    return {_plain(message.id): _plain(message.string) for message in messages}


def _plain(message: object) -> Sentence:
    return tuple(map(str, message)) if isinstance(message, list | tuple) else str(message)


def each(text: Sentence) -> Iterator[str]:
    yield from text if isinstance(text, tuple) else (text,)


def test_every_sentence_of_the_public_side_has_its_english() -> None:
    asked = sentences()
    assert len(asked) > 120
    english = written("en")
    assert sorted(map(str, asked - english.keys())) == []
    assert [text for text in english.values() if not all(each(text))] == []


@pytest.mark.parametrize("language", ["en", "fr@falc"])
def test_a_catalogue_has_no_sentence_that_is_no_longer_said(language: str) -> None:
    assert sorted(map(str, written(language).keys() - sentences())) == []


@pytest.mark.parametrize("language", ["en", "fr@falc"])
def test_a_translation_fills_the_same_places(language: str) -> None:
    for source, said in written(language).items():
        places = {frozenset(PLACE.findall(text)) for text in (*each(source), *each(said))}
        assert len(places - {frozenset()}) <= 1, source
        assert isinstance(source, tuple) or len(places) == 1, source


@pytest.mark.parametrize("language", ["en", "fr@falc"])
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = {_plain(m.id): _plain(m.string) for m in read_mo(file) if m.id}
    assert compiled == written(language), "run: pybabel compile -d app/translations"


def test_english_has_no_french_punctuation() -> None:
    for said in written("en").values():
        for text in each(said):
            assert not re.search(r"[\u00a0 ][:;?!]|[«»]", text), text


def test_english_has_no_long_sentence_no_double_negation_and_no_jargon() -> None:
    for said in written("en").values():
        for text in each(said):
            found = {r.kind for r in remarks(PLACE.sub("it", text), "en")}
            assert found <= {"mot_rare", "passif", "sigle"}, (text, found)


def test_easy_reading_has_no_long_sentence_no_double_negation_and_no_jargon() -> None:
    for said in written("fr@falc").values():
        for text in each(said):
            found = {r.kind for r in remarks(PLACE.sub("mot", text), "falc")}
            assert found <= {"mot_rare", "passif", "sigle"}, (text, found)


def test_no_public_template_says_a_word_that_is_not_marked() -> None:
    folder = ROOT / "app" / "templates"
    names = [
        path
        for room in ("answer", "needs", "pages")
        for path in sorted(folder.glob(f"{room}/*.html"))
    ]
    names += [folder / "base.html", folder / "error.html"]
    names += [folder / "macros" / name for name in ("field.html", "inputs.html")]
    assert {path.name: unmarked(path) for path in names} == {path.name: "" for path in names}


def unmarked(path: Path) -> str:
    """What a template shows outside tags and expressions, letters alone."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.S)
    shown = re.sub(r"<[^>]*>", "", text)
    return "".join(sign for sign in shown if sign in ascii_letters or sign.isalpha())
