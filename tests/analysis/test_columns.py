import pandas as pd
import pytest

from analysis.columns import ColumnsMissing, check_frame, split_labels


def test_a_frame_with_every_column_passes_whatever_else_it_holds():
    check_frame(pd.DataFrame(columns=["text", "bruit", "id"]), ["id", "text"], name="a.csv")


def test_the_sentence_names_the_file_what_is_missing_and_what_was_found():
    frame = pd.DataFrame(columns=["id", "texte"])
    with pytest.raises(ColumnsMissing) as refusal:
        check_frame(frame, ["id", "text", "public"], name="réponses.csv")
    assert "réponses.csv" in str(refusal.value)
    assert "les colonnes text, public" in str(refusal.value)
    assert "id, texte" in str(refusal.value)


def test_one_missing_column_is_said_in_the_singular():
    with pytest.raises(ColumnsMissing, match="la colonne text"):
        check_frame(pd.DataFrame(columns=["id"]), ["id", "text"], name="a.csv")


@pytest.mark.parametrize(
    ("cell", "labels"),
    [("a|b", ("a", "b")), ("", ()), (" a | ", ("a",)), (None, ()), (float("nan"), ())],
)
def test_a_cell_of_labels_is_split_and_an_empty_one_is_no_label(cell, labels):
    assert split_labels(cell) == labels
