"""The corpus keeps its form: what the tagger learns from can be read, and is not the sample."""

from pathlib import Path

import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from analysis.agreement import cohen_kappa, compare
from analysis.tagging import shipped_grids
from analysis.tagging.corpus import CORPUS
from analysis.tagging.training import COLUMNS

SAMPLE = Path("app/sample/paroles.csv")
LABELS = list(COLUMNS.values())
ANSWERS = ["id", "public", "age_band", "text", "language", *LABELS]
MOST = {"enjeux": 4, "domaines": 3, "polarity": 1}


def read(name):
    return pd.read_csv(CORPUS.with_name(name), dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def files():
    names = ("training", "additions", "corrections", "second_coding")
    return {name: read(f"{name}.csv") for name in names}


@pytest.fixture(scope="module")
def answers(files):
    return pd.concat([files["training"], files["additions"]], ignore_index=True)


def grams(text):
    folded = " ".join(text.lower().split())
    return {folded[at : at + 5] for at in range(max(1, len(folded) - 4))}


def twins(texts, others, likeness):
    """Pairs of answers that share at least `likeness` of their runs of five characters (Jaccard).

    Answers of less than 30 characters are left out: « rien », « merci » come back in all hands.
    """
    texts, others = ({k: t for k, t in each.items() if len(t) >= 30} for each in (texts, others))
    runs = CountVectorizer(analyzer=grams, binary=True).fit([*texts.values(), *others.values()])
    mine, theirs = runs.transform(texts.values()), runs.transform(others.values())
    common = (mine @ theirs.T).tocoo()
    union = mine.sum(axis=1).A1[common.row] + theirs.sum(axis=1).A1[common.col] - common.data
    close = common.data >= likeness * union
    names, other_names = list(texts), list(others)
    pairs = zip(common.row[close], common.col[close], strict=True)
    found = [(names[first], other_names[second]) for first, second in pairs]
    return [(first, second) for first, second in found if first != second]


def test_each_file_has_the_columns_its_readme_tells(files):
    assert list(files["training"]) == ANSWERS
    assert list(files["additions"]) == ANSWERS
    assert list(files["corrections"]) == ["id", *LABELS, "reason"]
    assert list(files["second_coding"]) == ["id", *LABELS]
    readme = CORPUS.with_name("README.md").read_text(encoding="utf-8")
    assert all(f"`{name}.csv`" in readme for name in files)


def test_an_id_is_given_once(files, answers):
    assert answers["id"].is_unique
    assert files["corrections"]["id"].is_unique
    assert files["second_coding"]["id"].is_unique


def test_writers_of_additions_are_new_and_every_id_names_its_writer(files):
    old = set(files["training"]["id"].str.split("-").str[0])
    new = files["additions"]["id"].str.extract(r"^([A-Za-z]+\d+)-\d+$")[0]
    assert new.notna().all()
    assert not old & set(new)


@pytest.mark.parametrize("name", ["training", "additions", "corrections", "second_coding"])
@pytest.mark.parametrize("family", list(COLUMNS))
def test_labels_are_those_of_the_grid_in_the_number_the_codebook_allows(files, name, family):
    cells = files[name][COLUMNS[family]].str.split("|")
    assert set(cells.explode()) <= {*shipped_grids()[family].keys, ""}
    assert cells.map(lambda labels: len(labels) == len(set(labels))).all()
    assert cells.map(len).max() <= MOST[COLUMNS[family]]
    if family == "polarity":
        assert (files[name]["polarity"] != "").all()


def test_corrections_and_the_second_coding_speak_of_existing_answers(files, answers):
    assert set(files["corrections"]["id"]) <= set(answers["id"])
    assert set(files["second_coding"]["id"]) <= set(files["training"]["id"])
    assert len(files["second_coding"]) == 300


def test_a_correction_changes_something_and_says_why(files, answers):
    given = answers.set_index("id").loc[files["corrections"]["id"], LABELS].reset_index(drop=True)
    assert (given != files["corrections"][LABELS]).any(axis=1).all()
    assert (files["corrections"]["reason"].str.len() > 10).all()


def test_additions_say_something_in_a_known_language_by_a_known_public(files):
    additions = files["additions"]
    assert (additions["text"].str.strip() != "").all()
    assert set(additions["public"]) <= set(files["training"]["public"])
    assert set(additions["age_band"]) <= set(files["training"]["age_band"])
    assert set(additions["language"]) <= {"fr", "en"}
    assert (additions.loc[additions["public"] != "habitant", "age_band"] == "").all()


def test_additions_repeat_no_answer_and_no_template(files, answers):
    assert not twins(_texts(files["additions"]), _texts(answers), 0.5)


def test_nothing_learnt_from_is_a_twin_of_the_sample(files):
    if not SAMPLE.exists():
        pytest.skip("no sample answers beside the application")
    sample = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    assert not twins(_texts(files["additions"]), _texts(sample), 0.4)
    assert not twins(_texts(files["training"]), _texts(sample), 0.5)


def _texts(frame):
    return dict(zip(frame["id"], frame["text"], strict=True))


def test_twins_are_seen():
    first = {"a": "Le bus ne passe plus dans notre hameau depuis la rentrée."}
    second = {"b": "Le bus ne passe plus dans notre hameau depuis les vacances.", "c": "x" * 40}
    assert twins(first, second, 0.5) == [("a", "b")]
    assert not twins(first, second, 0.95)


def kappas(first, second, keys):
    sides = [[set(cell.split("|")) for cell in coding] for coding in (first, second)]
    return {key: compare(*([key in cell for cell in side] for side in sides)).kappa for key in keys}


def test_the_two_codings_agree_as_the_readme_says(files):
    second = files["second_coding"].set_index("id")
    first = files["training"].set_index("id").loc[second.index]
    grids = shipped_grids()
    enjeux = kappas(second["enjeux"], first["enjeux"], grids["enjeu"].keys)
    domaines = kappas(second["domaines"], first["domaines"], grids["domaine"].keys)
    assert round(sum(enjeux.values()) / len(enjeux), 2) == 0.96
    assert min(enjeux, key=enjeux.__getitem__) == "continuite_educative"
    assert round(min(enjeux.values()), 2) == 0.93
    assert round(sum(domaines.values()) / len(domaines), 2) == 0.95
    assert min(domaines, key=domaines.__getitem__) == "parentalite"
    assert round(domaines["parentalite"], 2) == 0.90
    polarity = cohen_kappa(second["polarity"].tolist(), first["polarity"].tolist())
    assert round(polarity, 2) == 0.98
