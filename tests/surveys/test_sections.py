"""Sections of a definition: added, named, moved, removed with what they hold."""

import pytest

from surveys import editing, sections
from tests.surveys.test_editing import Plain, english, order, two_sections


@pytest.fixture
def plain() -> Plain:
    return two_sections()


def test_sections_are_added_moved_changed_and_removed(plain: Plain) -> None:
    made, key = sections.add_section(plain, "Trois", after="une")
    assert [section["key"] for section in made["sections"]] == ["une", "trois", "deux"]
    moved = sections.move_section(made, key, 1)
    assert [section["key"] for section in moved["sections"]] == ["une", "deux", "trois"]
    named = sections.change_section(moved, "deux", "2", "Une idée de la vie ici.")
    assert editing.section(named, "deux")["title"] == "2"
    gone = sections.remove_section(named, "deux")
    assert order(gone) == "a b | "
    assert "section.deux.title" not in english(gone)
