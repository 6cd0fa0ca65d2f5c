"""The sentences agree with their figures."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from analysis.summary import Origin, Synthesis
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


def test_a_document_says_which_answers_wait_and_why(make_synthesis: Any) -> None:
    late = wording.method(make_synthesis(waiting=4), date(2026, 11, 24))[-1]
    assert late.startswith("4\u00a0réponses récentes ne sont pas encore comptées")
    assert (
        "1\u00a0réponse récente n’est pas encore comptée"
        in wording.method(make_synthesis(waiting=1), date(2026, 11, 24))[-1]
    )
    assert "récente" not in wording.method(make_synthesis(), date(2026, 11, 24))[-1]
    none_yet = wording.summary(make_synthesis(rows=0, waiting=4))
    assert none_yet.startswith("Moins de 11 personnes ont répondu")


def test_a_chapter_without_verbatim_says_why_and_asks_nothing_of_its_reader(
    make_synthesis: Any,
) -> None:
    synthesis = make_synthesis()
    first = synthesis.enjeux[0]
    assert wording.unread(first, synthesis) == ""
    said = wording.unread(replace(first, quotes=()), synthesis)
    assert "relue par une personne" in said
    assert not re.search("bureau|Vérifiez|refaites|Relisez", said)
    exact = make_synthesis(None)
    assert wording.unread(replace(exact.enjeux[0], quotes=()), exact) == ""


def test_a_cloud_says_how_many_said_its_words(make_synthesis: Any) -> None:
    assert wording.cloud(make_synthesis()).startswith("Mots dits par 11 personnes")
    assert wording.cloud(make_synthesis(None)).startswith("Mots dits par 3 personnes")


def test_the_method_says_who_could_answer_each_questionnaire(make_synthesis: Any) -> None:
    origin = Origin("x", "y", ("Vivre ici", "Élus"), ("ouvert à tous",))
    said = wording.method(make_synthesis(origin=origin), date(2026, 5, 4))[0]
    assert said.endswith("«\u00a0Vivre ici\u00a0» (ouvert à tous) et «\u00a0Élus\u00a0».")


def test_what_is_handed_on_holds_no_instruction_to_who_made_it(
    protected: Synthesis, exact: Synthesis
) -> None:
    def method(synthesis: Synthesis) -> str:
        return " ".join(wording.method(synthesis, date(2026, 5, 4)))

    assert "Relisez" not in method(protected)
    assert "relue par une personne" in method(protected)
    assert "Relisez" in method(exact)


def test_associations_with_a_need_are_said_to_count_and_counted_only_where_exact(
    make_synthesis: Any,
) -> None:
    origin = Origin("x", "y", ("Vivre ici",), n_needs=12)
    assert "ont déposé un besoin" in wording.summary(make_synthesis(origin=origin))
    assert "12" not in wording.needs(make_synthesis(origin=origin))
    told = wording.summary(make_synthesis(None, origin=origin))
    assert "137\u00a0réponses aux questionnaires, et 12\u00a0associations" in told
    assert wording.needs(make_synthesis(None)) == ""


def test_quality_is_said_in_words_and_identifiers_apart(make_synthesis: Any) -> None:
    origin = Origin("5-abc", "F1 de 0,77", ("Vivre ici",), versions=("version 3",))
    synthesis = make_synthesis(origin=replace(origin, quality_words="Juste 8 fois sur 10."))
    said = " ".join(wording.method(synthesis, date(2026, 5, 4)))
    assert "Juste 8 fois sur 10." in said
    assert not re.search("5-abc|F1|version 3", said)
    exact_words = wording.technical(synthesis)
    assert "5-abc" in exact_words
    assert "F1 de 0,77" in exact_words
    assert "«\u00a0Vivre ici\u00a0» (version 3)" in exact_words


def test_the_method_says_what_the_machine_could_not_read_and_what_counts_once(
    protected: Synthesis, exact: Synthesis
) -> None:
    today = date(2026, 10, 1)

    def method(synthesis: Synthesis, **changed: Any) -> str:
        return " ".join(wording.method(replace(synthesis, **changed), today))

    assert "autre langue" not in method(exact)
    assert "3\u00a0réponses libres sont écrites dans une autre langue" in method(exact, n_foreign=3)
    few = method(protected, n_foreign=None)
    assert "par moins de 11 personnes ou par aucune" in few
    assert "12\u00a0textes recopiés n’ont pas été comptés" in method(exact, copies=12)
    assert "recopié" not in method(exact)
