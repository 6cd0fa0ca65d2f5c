from dataclasses import asdict

import numpy as np
import pytest

from analysis.tagging import Grid, Label, Tagger, load, save
from analysis.tagging.adapting import Decided, adapt, labels_of, mistakes
from analysis.tagging.lexicon import Term
from analysis.tagging.terms import holding, readable, regridded
from tests.analysis.test_tagging_tagger import ENJEUX, POLARITY, corpus


@pytest.fixture(scope="module")
def base() -> Tagger:
    """Learnt from one writer: nothing is held out, scores are what the words weigh."""
    texts, enjeux, polarity = corpus()
    grids = {"enjeu": ENJEUX, "polarity": POLARITY}
    labels = {"enjeu": enjeux, "polarity": polarity}
    return Tagger(grids).fit(texts, labels, ["W"] * len(texts))


def enjeu(text: str, *keys: str) -> Decided:
    return Decided(text, {"enjeu": {label.key: label.key in keys for label in ENJEUX.labels}})


def test_without_decision_nor_term_nothing_moves(base: Tagger) -> None:
    same = adapt(base, [], [])
    for family, model in base.models_.items():
        assert np.array_equal(same.models_[family].linear.weights, model.linear.weights)


def test_what_nobody_contradicts_keeps_its_weights(base: Tagger) -> None:
    said = enjeu("la crèche du bourg", "garde")
    assert labels_of(base, "enjeu", [said.text]) == [{"garde"}]
    made = adapt(base, [], [said] * 30)
    assert np.array_equal(
        made.models_["enjeu"].linear.weights, base.models_["enjeu"].linear.weights
    )


def test_a_contradicted_label_follows_people_and_the_base_is_not_changed(base: Tagger) -> None:
    before = base.models_["enjeu"].linear.weights.copy()
    said = [enjeu("le fossé du bourg", "bus"), enjeu("la taxe", "bus"), enjeu("le bus du soir")]
    made = adapt(base, [], said, strength=50.0)
    assert mistakes(base, said) == 3
    assert mistakes(made, said) < 3
    assert np.array_equal(base.models_["enjeu"].linear.weights, before)
    untouched = made.models_["enjeu"].grid.keys.index("garde")
    assert np.array_equal(made.models_["enjeu"].linear.weights[:, untouched], before[:, untouched])


def test_tones_follow_people_together(base: Tagger) -> None:
    said = [Decided("le lampadaire merci", {"polarity": {"bien": False, "mal": True}})] * 5
    made = adapt(base, [], said, strength=50.0)
    assert labels_of(base, "polarity", [said[0].text]) == [{"bien"}]
    assert labels_of(made, "polarity", [said[0].text]) == [{"mal"}]


@pytest.mark.parametrize(
    ("side", "text", "expected"),
    [("for", "un trottoir refait", {"bus"}), ("against", "le bus du trottoir", set())],
)
def test_words_given_are_for_or_against(
    base: Tagger, side: str, text: str, expected: set[str]
) -> None:
    made = adapt(base, [Term("enjeu", "bus", side, "trottoirs")], [])
    assert labels_of(base, "enjeu", [text]) != [expected]
    assert labels_of(made, "enjeu", [text]) == [expected]


def test_words_given_explain_and_are_kept_in_the_file(base: Tagger, tmp_path) -> None:
    term = Term("enjeu", "bus", "for", "trottoir")
    made = adapt(base, [term], [], name="v3")
    save(made, tmp_path / "m.npz")
    read = load(tmp_path / "m.npz")
    assert [asdict(each) for each in read.terms_] == [asdict(term)]
    assert read.version == made.version == base.version + "+v3"
    (proposal,) = [each for each in read.propose(["un trottoir"])[0] if each.family == "enjeu"]
    assert proposal.spans[0][:2] == (3, 11)


def test_a_label_only_known_in_part_teaches_only_that(base: Tagger) -> None:
    said = [Decided("le fossé", {"enjeu": {"bus": True}})] * 5
    made = adapt(base, [], said, strength=50.0)
    place = ENJEUX.keys.index("garde")
    moved = made.models_["enjeu"].linear.weights - base.models_["enjeu"].linear.weights
    assert not moved[:, place].any()
    assert moved[:, ENJEUX.keys.index("bus")].any()


def test_another_grid_starts_from_its_expressions_and_learns(base: Tagger) -> None:
    eau = Label("eau", "Eau", expressions=("fuite", "robinet"), counter_expressions=("gaz",))
    own = Grid("enjeu", "1", (eau, Label("feu", "Feu")))
    made = regridded(base, {"enjeu": own, "polarity": POLARITY})
    texts = ["une fuite au bourg", "une fuite de gaz", "la braise", "merci pour le fossé"]
    assert labels_of(made, "enjeu", texts) == [{"eau"}, set(), set(), set()]
    assert labels_of(made, "polarity", texts) == labels_of(base, "polarity", texts)
    said = [Decided("le fossé brûle", {"enjeu": {"eau": False, "feu": True}})] * 4
    learnt = adapt(made, [], said, strength=50.0)
    assert labels_of(learnt, "enjeu", ["le fossé brûle", "une fuite au bourg"]) == [
        {"feu"},
        {"eau"},
    ]


def test_words_are_found_whatever_their_number_and_accents() -> None:
    texts = {
        1: "Des transports à la demande",
        2: "demande de transport",
        3: "TRANSPORT A LA DEMANDE",
    }
    assert holding("transport à la demande", texts) == [1, 3]


@pytest.mark.parametrize("words", ["", "  ", "le", "!!", "un deux trois quatre cinq six sept"])
def test_some_words_cannot_be_looked_for(words: str) -> None:
    assert not readable(words)
    assert readable("bus scolaire")
