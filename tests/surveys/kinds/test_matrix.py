"""One choice for each line."""

from typing import Any

import pytest

from surveys.questions import Choice, Context, InvalidSurvey, Matrix, Refused

CONTEXT = Context()
ROWS = (Choice(key="car", label="Le car"), Choice(key="poste", label="La poste"))
CHOICES = (Choice(key="souvent", label="Souvent"), Choice(key="jamais", label="Jamais"))


def asked(**more: Any) -> Matrix:
    fields: dict[str, Any] = {"rows": ROWS, "choices": CHOICES}
    return Matrix(**{"key": "usages", "label": "À quelle fréquence ?"} | fields | more)


def refusal(raw: dict[str, list[str]], **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        asked(**more).read_all(raw, CONTEXT)
    return refused.value.message


def test_each_line_is_stored_by_its_key_and_has_a_column() -> None:
    raw = {"usages_poste": ["souvent"], "usages_car": ["jamais"]}
    stored = asked().read_all(raw, CONTEXT)
    assert stored == {"usages": {"car": "jamais", "poste": "souvent"}}
    assert asked().columns() == ("usages_car", "usages_poste")
    assert [asked().part(name, stored) for name in asked().columns()] == ["jamais", "souvent"]
    assert asked().column_label("usages_car") == "À quelle fréquence ? – Le car"
    assert asked().typed(stored) == raw
    assert asked().said(stored, CONTEXT) == "Le car\u00a0: Jamais ; La poste\u00a0: Souvent"


def test_lines_may_be_left_out_unless_the_question_is_required() -> None:
    raw = {"usages_car": ["jamais"], "usages_poste": [""]}
    assert asked().read_all(raw, CONTEXT) == {"usages": {"car": "jamais"}}
    assert asked().read_all({}, CONTEXT) == {}
    assert refusal(raw, required=True) == "Il manque une réponse pour «\u00a0La poste\u00a0»."


def test_a_refused_line_is_named() -> None:
    assert refusal({"usages_poste": ["parfois"]}).startswith(
        "«\u00a0La poste\u00a0»\u00a0: Choisiss"
    )
    assert "La poste" in refusal({"usages_poste": ["souvent", "jamais"]})


def test_a_line_of_an_older_version_is_still_found() -> None:
    stored: dict[str, Any] = {"usages": {"ecole": "souvent"}}
    assert asked().part("usages_ecole", stored) == "souvent"
    assert asked().said(stored, CONTEXT) == "ecole\u00a0: Souvent"
    assert asked().part("usages_car", {"usages": "autrement"}) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rows": ()}, "il faut au moins un sujet"),
        ({"rows": (ROWS[0], ROWS[0])}, "deux sujets ont la clé « car »"),
        ({"choices": CHOICES[:1]}, "au moins deux choix"),
        ({"key": "idempotency", "rows": (Choice(key="key", label="Clé"),)}, "est réservé"),
    ],
)
def test_a_matrix_that_cannot_be_asked_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSurvey, match=said):
        asked(**fields)
