"""Which language an answer is in: French is never taken for another, others are seen."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from analysis.language import ENGLISH, FRENCH, NAMES, OTHER, UNKNOWN, guess, is_read, name
from analysis.tagging import load_shipped, tag_frame

WRITTEN = [
    tuple(line.split(" ", 1))
    for line in Path("tests/analysis/data/languages.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_no_french_nor_english_answer_is_taken_for_another_language():
    ours = [text for code, text in WRITTEN if code in ("-", "fr", "en")]
    assert len(ours) > 120
    assert [text for text in ours if not is_read(guess(text))] == []


def test_of_136_short_answers_in_fifteen_other_languages_at_most_three_are_missed():
    others = [(code, text) for code, text in WRITTEN if code not in ("-", "fr", "en")]
    assert {code for code, _ in others} == set(NAMES)
    assert len(others) == 136
    assert len([text for _, text in others if is_read(guess(text))]) <= 3
    named = Counter(guess(text) == code for code, text in others)
    assert named[True] >= 132


def test_english_is_told_from_french():
    told = [guess(text) == ENGLISH for code, text in WRITTEN if code == "en"]
    assert sum(told) / len(told) > 0.9


def test_the_sample_is_all_french_or_english():
    texts = pd.read_csv("app/sample/paroles.csv", dtype=str, keep_default_na=False)["text"]
    assert [text for text in texts if not is_read(guess(text))] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", UNKNOWN),
        ("👍", UNKNOWN),
        ("12 000", UNKNOWN),
        ("RAS", UNKNOWN),
        ("Il n’y a plus de bus le soir", FRENCH),
        ("There is no bus in the evening and we are stuck", ENGLISH),
        ("我们需要更多的公共汽车", OTHER),
        ("Ik heb geen auto en het is niet makkelijk", "nl"),
        ("IL N'Y A PLUS DE MEDECIN", FRENCH),
        # Words that French has too.
        ("Faltan transporte, internet y servicios sociales", "es"),
        ("Brakuje transport internet szkoła biblioteka", "pl"),
        ("Otobüs transport internet park sosyal merkez gerekli", "tr"),
        ("transport internet centre social", FRENCH),
    ],
)
def test_what_is_too_short_or_in_no_known_script_is_said(text, language):
    assert guess(text) == language


def test_a_long_text_is_guessed_from_its_beginning():
    assert guess("Los senderos están preciosos en otoño; no cambien nada. " * 20_000) == "es"


def test_a_language_has_a_name_for_readers():
    assert [name("oc"), name(OTHER)] == ["occitan", "autre langue"]


def test_an_answer_in_another_language_gets_no_label_and_says_so():
    texts = ["I a pas cap de bus lo ser, cal ajudar los vièlhs", "il n'y a plus de bus le soir"]
    frame = pd.DataFrame({"id": ["a", "b"], "text": texts})
    tagged = tag_frame(frame, load_shipped(), confidence=True, languages=True)
    assert list(tagged.columns)[-2:] == ["confidence", "language"]
    occitan, french = tagged.to_dict("records")
    labels = [occitan[key] for key in ("enjeux", "domaines", "polarity", "scores")]
    assert labels == ["", "", "", "{}"]
    assert (occitan["language"], occitan["confidence"]) == ("oc", "unknown")
    assert french["language"] == "fr"
    assert french["enjeux"] != ""


SPELT = (
    ("que", "ke"), ("qu", "k"), ("é", "e"), ("è", "e"), ("ê", "e"), ("ai ", "é "), ("pour", "pr"),
    ("pas", "pa"), ("dans", "ds"), ("tout", "tt"), ("est", "é"), ("aux", "o"), ("eau", "o"),
)  # fmt: skip


def test_french_spelt_as_in_messages_or_in_capitals_stays_french():
    frame = pd.read_csv("analysis/corpus/training.csv", dtype=str, keep_default_na=False)
    texts = [text for text in frame["text"][::9] if is_read(guess(text))]
    assert len(texts) > 590
    for text in texts:
        spelt = text.lower()
        for right, wrong in SPELT:
            spelt = spelt.replace(right, wrong)
        assert is_read(guess(spelt)), spelt
        assert is_read(guess(text.upper())), text
