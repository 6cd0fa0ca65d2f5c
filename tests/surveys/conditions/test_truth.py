"""When a condition holds, on what was stored."""

import pytest

from surveys.conditions import holds, parse

STORED: dict[str, object] = {
    "oui": "oui",
    "besoins": ["bus", "toit"],
    "seul": ["bus"],
    "age": "moins de 15",
    "note": 3,
    "prix": 12.5,
    "rond": 4.0,
    "jour": "2026-03-09",
    "texte": "douze",
    "chiffres": "12",
}


def true(text: str) -> bool:
    return holds(parse(text), STORED.get)


@pytest.mark.parametrize(
    "text",
    [
        "${oui} = 'oui'",
        "${oui} != 'non'",
        "'oui' = ${oui}",
        "selected(${besoins}, 'toit')",
        "selected(${oui}, 'oui')",
        "selected(${age}, 'moins de 15')",
        "${besoins} = 'bus toit'",
        "${seul} = 'bus'",
        "${note} = 3",
        "${note} = '3'",
        "${note} > 2 and ${note} >= 3 and ${note} < 4 and ${note} <= 3",
        "${note} > '2'",
        "${prix} = 12.5",
        "${rond} = '4'",
        "${note} < ${prix}",
        "${chiffres} > 9",
        "${jour} >= '2026-03-09' and ${jour} < '2026-10-01'",
        "not(${oui} = 'non')",
        "${oui} = 'non' or ${note} = 3",
    ],
)
def test_a_condition_that_holds(text: str) -> None:
    assert true(text)
    assert not true(f"not({text})")


@pytest.mark.parametrize(
    "text",
    [
        "${besoins} = 'bus'",
        "selected(${besoins}, 'bu')",
        "selected(${age}, 'moins')",
        "${texte} > 3",
        "${texte} <= 3",
        "${texte} = 3",
        "${note} = '3.0'",
        "${jour} > 'demain'",
        "${oui} = 'oui' and ${note} = 4",
    ],
)
def test_a_condition_that_does_not_hold(text: str) -> None:
    assert not true(text)


def test_what_was_not_answered_is_the_empty_text_as_in_xlsform() -> None:
    assert true("${rien} = ''")
    assert true("${rien} != 'x'")
    assert true("${rien} != 3")
    for text in ("= 'x'", "!= ''", "= 0", "< 3", "<= 0", "> 0", ">= 0", "> '2020-01-01'"):
        assert not true("${rien} " + text), text
    assert not true("selected(${rien}, '')")
    assert true("not(selected(${rien}, 'x'))")
