"""Verbatims stand for what many said, differ from each other, and name no one."""

from typing import Any

import pandas as pd

from analysis.quotes import choose

BUS = "Il n’y a plus de bus pour aller au marché de {} le samedi matin"
HOME = "Je voudrais rester dans ma maison avec une aide à domicile le soir"
PERMIT = "Le permis coûte trop cher pour nos jeunes qui partent en apprentissage"


def frame(*texts: str, **columns: list[Any]) -> pd.DataFrame:
    n = len(texts)
    plain: dict[str, Any] = {
        "parole_id": list(range(n)),
        "response_id": list(range(n)),
        "text": list(texts),
        "public": ["habitant"] * n,
        "polarity": ["point_vigilance"] * n,
        "enjeux": [("autonomie",)] * n,
        "state": ["proposed"] * n,
    }
    return pd.DataFrame(plain | columns, dtype=object)


def texts(paroles: pd.DataFrame, **given: Any) -> list[str]:
    return [str(paroles["text"].iloc[place]) for place in choose(paroles, **given)]


def test_near_twins_are_quoted_once() -> None:
    chosen = texts(frame(BUS.format("Cazals"), BUS.format("Salviac"), HOME, PERMIT))
    assert sum("bus" in text for text in chosen) == 1
    assert {HOME, PERMIT} < set(chosen)


def test_too_short_too_long_masked_and_naming_texts_are_left_out() -> None:
    said = frame(
        "Plus de bus.", "Il faut un bus. " * 40, f"{HOME}, dit [nom] de l’accueil",
        f"{HOME}, appelez le 06 39 98 40 12", f"Ma voisine Odette Brunières dit : {HOME}", PERMIT,
    )  # fmt: skip
    assert texts(said) == [PERMIT]


def test_one_person_is_quoted_once() -> None:
    assert len(texts(frame(HOME, PERMIT, response_id=[7, 7]))) == 1


def test_no_more_are_chosen_than_asked() -> None:
    assert len(texts(frame(BUS, HOME, PERMIT), number=2)) == 2


def test_another_polarity_comes_before_a_second_voice_of_the_same() -> None:
    said = frame(
        BUS, f"{BUS} et personne ne dit quand il reviendra", HOME,
        polarity=["point_vigilance", "point_vigilance", "point_fort"],
    )  # fmt: skip
    assert HOME in texts(said, number=2)


def test_a_checked_parole_comes_before_its_equal() -> None:
    said = frame(HOME, PERMIT, state=["proposed", "confirmed"])
    assert texts(said, number=1) == [PERMIT]


def test_the_order_of_the_rows_changes_nothing() -> None:
    said = frame(BUS.format("Cazals"), BUS.format("Salviac"), HOME, PERMIT)
    assert texts(said) == texts(said.iloc[::-1])


def test_a_parole_already_used_is_left_out() -> None:
    assert texts(frame(HOME, PERMIT), used=frozenset({0})) == [PERMIT]


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose(frame()) == []


def test_texts_of_small_words_only_can_still_be_quoted() -> None:
    said = "Et moi je ne suis pas du tout de cet avis, ni nous non plus"
    assert texts(frame(said)) == [said]
