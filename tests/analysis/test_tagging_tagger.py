import json

import numpy as np
import pandas as pd
import pytest

from analysis.columns import TAGGED, ColumnsMissing
from analysis.tagging import Grid, Label, ModelError, Tagger, load, save, tag_frame

ENJEUX = Grid(
    "enjeu",
    "7",
    (
        Label("garde", "Garde", expressions=("crèche", "nounou"), counter_expressions=("Noël",)),
        Label("bus", "Bus", expressions=("bus", "sans voiture")),
        Label("rare", "Rare", expressions=("hérisson",), counter_expressions=("brosse",)),
    ),
    at_most=2,
)
POLARITY = Grid(
    "polarity",
    "7",
    (Label("bien", "Bien"), Label("mal", "Mal"), Label("rien", "Rien")),
    default="rien",
)
THINGS = {
    "garde": ["la crèche du bourg", "notre nounou", "la micro crèche", "une nounou agréée"],
    "bus": ["le bus du soir", "mon bus", "le bus scolaire", "la ligne de bus"],
    "": ["le fossé", "la taxe", "le lampadaire", "les poubelles"],
}
SAID = {"bien": "merci pour {}, c’est précieux", "mal": "il manque {}, quel dommage"}


def corpus():
    rows = [
        (said.format(thing), (key,) if key else (), (polarity,))
        for key, things in THINGS.items()
        for thing in things
        for polarity, said in SAID.items()
    ] * 2
    return [list(column) for column in zip(*rows, strict=True)]


def fitted(**parameters):
    texts, enjeux, polarity = corpus()
    writers = [f"W{at % 4}" for at in range(len(texts))]
    grids = {"enjeu": ENJEUX, "polarity": POLARITY}
    return Tagger(grids, **parameters).fit(texts, {"enjeu": enjeux, "polarity": polarity}, writers)


@pytest.fixture(scope="module")
def tagger():
    return fitted(fold_count=2)


def keys(proposals, family):
    return [proposal.key for proposal in proposals if proposal.family == family]


def test_the_constructor_stores_parameters_and_fit_returns_the_tagger():
    untrained = Tagger({"enjeu": ENJEUX}, strength=2.0, expected_odds=5.0)
    assert (untrained.strength, untrained.expected_odds) == (2.0, 5.0)
    assert not [name for name in vars(untrained) if name.endswith("_")]
    assert untrained.fit(["le bus", "la crèche"], {"enjeu": [["bus"], ["garde"]]}) is untrained


def test_it_reads_what_it_did_not_learn_from(tagger):
    proposals = tagger.propose(["Plus aucune crèche ici, quel dommage", "merci pour le bus"])
    assert [keys(each, "enjeu") for each in proposals] == [["garde"], ["bus"]]
    assert [keys(each, "polarity") for each in proposals] == [["mal"], ["bien"]]


def test_what_is_about_nothing_gets_no_enjeu_but_a_polarity(tagger):
    (proposals,) = tagger.propose(["merci pour la taxe"])
    assert keys(proposals, "enjeu") == []
    assert keys(proposals, "polarity") == ["bien"]


def test_evidence_lies_in_the_original_text_on_the_words_that_weighed(tagger):
    text = "Bonjour. Notre CRÈCHE e\u0301tait pleine"
    (proposals,) = tagger.propose([text])
    (found,) = [proposal for proposal in proposals if proposal.key == "garde"]
    assert "CRÈCHE" in [text[start:end] for start, end, _ in found.spans]
    assert all(weight > 0 for _, _, weight in found.spans)


def test_a_label_without_examples_is_read_through_its_expressions_alone(tagger):
    found, opposed = tagger.propose(["un hérisson", "un hérisson, une brosse"])
    assert "rare" in keys(found, "enjeu")
    assert "rare" not in keys(opposed, "enjeu")


def test_a_declared_polarity_tips_what_the_words_leave_open(tagger):
    chosen = tagger.propose(["le bus"] * 2, expected_polarity=["bien", "mal"])
    assert [keys(each, "polarity") for each in chosen] == [["bien"], ["mal"]]
    (against,) = tagger.propose(["merci, c’est précieux"], expected_polarity="mal")
    assert keys(against, "polarity") == ["bien"]


def test_one_declared_polarity_per_text_or_one_for_all(tagger):
    with pytest.raises(ValueError, match="2 values for 1 text"):
        tagger.propose(["le bus"], expected_polarity=["bien", "mal"])


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\x00\x07", "\u200b"])
def test_a_text_of_blanks_gets_nothing(tagger, blank):
    assert tagger.propose([blank]) == [[]]


@pytest.mark.parametrize("wordless", ["👍", "…", "?!", "🚌🚌🚌", "❤\ufe0f"])
def test_a_text_without_words_gets_only_the_default_polarity(tagger, wordless):
    (proposals,) = tagger.propose([wordless])
    assert [(each.family, each.key) for each in proposals] == [("polarity", "rien")]


def test_a_text_in_another_language_is_left_to_people(tagger):
    (proposals,) = tagger.propose(["Er is geen crèche voor het kind en wij hebben geen bus"])
    assert proposals == []


def test_a_text_of_a_megabyte_is_answered_from_its_beginning(tagger):
    text = "la crèche " + "blabla " * 150_000
    (proposals,) = tagger.propose([text])
    assert all(end <= 20_000 for each in proposals for _, end, _ in each.spans)


def test_the_same_text_gives_the_same_answer_alone_or_in_company(tagger):
    texts = ["merci pour le bus", "il manque la crèche", "", "le fossé 🦔"]
    together = tagger.propose(texts)
    assert together == [tagger.propose([text])[0] for text in texts]
    assert together == tagger.propose(texts)


def test_no_text_gives_no_answer(tagger):
    assert tagger.propose([]) == []


def test_explanations_say_what_speaks_for_and_against_each_label(tagger):
    text = "merci pour la crèche"
    explained = {each.key: each for each in tagger.explain(text)}
    assert list(explained) == ["garde", "bus", "rare", "bien", "mal", "rien"]
    assert "crèche" in text[slice(*explained["garde"].supports[0][:2])]
    assert any("crèche" in text[a:b] for a, b, _ in explained["bus"].opposes)
    assert all(w < 0 for each in explained.values() for _, _, w in each.opposes)


def test_the_weights_of_all_words_add_up_to_the_decision(tagger):
    from analysis.tagging.tagger import _Reading

    text = "il manque la crèche et le bus"
    read = tagger.features_.reader.read(text)
    reading = _Reading(text, read, tagger.features_.matrix([read])[0])
    model = tagger.models_["enjeu"]
    for label in range(3):
        total = reading.weights(model, label).sum() + model.linear.intercepts[label]
        assert total == pytest.approx(tagger.decisions([text])["enjeu"][0, label])


def test_learning_twice_gives_the_same_labels_and_scores():
    first, second = fitted(), fitted()
    texts = corpus()[0]
    for family, scores in first.scores(texts).items():
        assert np.abs(scores - second.scores(texts)[family]).max() < 1e-6
    assert first.propose(texts) == second.propose(texts)


def test_a_label_outside_the_grid_is_refused_by_name():
    with pytest.raises(ValueError, match="« velo »"):
        Tagger({"enjeu": ENJEUX}).fit(["a"], {"enjeu": [["velo"]]})


def test_a_saved_tagger_answers_as_before(tagger, tmp_path):
    save(tagger, tmp_path / "modele.npz")
    again = load(tmp_path / "modele.npz")
    texts = [*corpus()[0], "un hérisson", "👍"]
    for old, new in zip(tagger.propose(texts), again.propose(texts), strict=True):
        assert [(p.family, p.key) for p in new] == [(p.family, p.key) for p in old]
        assert [p.score for p in new] == pytest.approx([p.score for p in old], abs=2e-3)
    assert again.version == tagger.version
    assert again.grids == tagger.grids
    assert [path.name for path in tmp_path.iterdir()] == ["modele.npz"]


def test_what_is_not_a_model_is_refused_in_words(tmp_path):
    with pytest.raises(ModelError, match="n’existe pas"):
        load(tmp_path / "absent.npz")
    fake = tmp_path / "faux.npz"
    fake.write_text("import os")
    with pytest.raises(ModelError, match=r"faux\.npz"):
        load(fake)
    np.savez(tmp_path / "vide.npz", a=np.zeros(1))
    with pytest.raises(ModelError, match=r"vide\.npz"):
        load(tmp_path / "vide.npz")


def test_a_frame_is_tagged_row_by_row_and_left_as_it_was(tagger):
    frame = pd.DataFrame(
        {"id": ["b", "a"], "text": ["merci pour le bus", "la taxe"], "bruit": [1, 2]}, index=[5, 3]
    )
    before = frame.copy()
    tagged = tag_frame(frame, tagger)
    assert list(tagged.columns) == list(TAGGED)
    assert tagged["id"].tolist() == ["b", "a"]
    assert tagged.index.tolist() == [5, 3]
    assert tagged["enjeux"].tolist() == ["bus", ""]
    pd.testing.assert_frame_equal(frame, before)
    scores, evidence = (json.loads(tagged[column].iloc[0]) for column in ("scores", "evidence"))
    assert set(scores) == set(evidence) == {"bus", "bien"}


def test_the_last_column_says_how_far_to_believe_only_when_asked(tagger):
    frame = pd.DataFrame({"id": ["1", "2", "3"], "text": ["merci pour le bus", "", "🦔"]})
    tagged = tag_frame(frame, tagger, confidence=True)
    assert list(tagged.columns) == [*TAGGED, "confidence"]
    assert tagged["confidence"].tolist()[1:] == ["unknown", "unknown"]
    assert tagged["confidence"].iloc[0] in {"sure", "to_check"}


def test_a_frame_without_text_is_refused(tagger):
    with pytest.raises(ColumnsMissing):
        tag_frame(pd.DataFrame({"id": ["1"]}), tagger)


def test_the_mark_of_a_masked_number_says_nothing_of_telephones():
    from analysis.tagging import load_shipped

    text = "Rappelez-moi au [téléphone], il manque une crèche."
    plain, masked = load_shipped().propose([text.replace("[téléphone]", ""), text])
    words = [text[start:end] for tag in masked for start, end, _ in tag.spans]
    assert not any("téléphone" in word for word in words)
    enjeux = [{tag.key for tag in tags if tag.family == "enjeu"} for tags in (plain, masked)]
    assert enjeux[0] == enjeux[1]
