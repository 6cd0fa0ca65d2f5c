"""The sentences agree with their figures."""

from typing import Any

from analysis.summary import Synthesis
from app.exports import wording


def test_a_chapter_says_how_many_and_of_how_many(protected: Synthesis) -> None:
    assert wording.chapter(protected.enjeux[0], protected).startswith(
        "60\u00a0personnes sur 149 (40\u202f%) parlent de cet enjeu, en 60\u00a0réponses libres. "
        "Le plus souvent\u00a0: point de vigilance (36) et point fort (24)."
    )


def test_a_hidden_chapter_says_why(protected: Synthesis) -> None:
    assert "Moins de 11 personnes" in wording.chapter(protected.enjeux[2], protected)


def test_a_single_answer_is_singular(make_synthesis: Any) -> None:
    one = make_synthesis(None, rows=1)
    assert "1\u00a0personne a répondu" in wording.summary(one)
    assert wording.chapter(one.enjeux[0], one).startswith("1\u00a0personne sur 1")


def test_the_period_names_the_year_once_when_it_is_the_same(protected: Synthesis) -> None:
    assert wording.period(protected) == "du 1er\u00a0septembre au 28\u00a0septembre\u00a02026"


def test_hidden_cells_are_explained_only_where_they_are(
    protected: Synthesis, exact: Synthesis
) -> None:
    hidden = protected.enjeux[2].by_public
    assert "non publiée" in wording.notes(protected, hidden)
    assert wording.notes(exact, exact.by_public) == ""


def test_synthetic_data_is_called_so_and_real_data_is_not(make_synthesis: Any) -> None:
    from analysis.summary import Origin

    assert "synthétiques" in wording.synthetic_banner(make_synthesis())[0]
    assert wording.synthetic_banner(make_synthesis(origin=Origin("x", "y"))) == []
