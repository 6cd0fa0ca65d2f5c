import pandas as pd
import pytest

from analysis.columns import ColumnsMissing
from analysis.tables import TableError, check_ids, chunks, read, write


def file(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "reponses.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_cells_are_read_as_written(tmp_path):
    path = file(tmp_path, 'id,text\n007,"deux\nlignes"\n08,NA\n')
    frame = read(path, ["id", "text"])
    assert frame.to_numpy().tolist() == [["007", "deux\nlignes"], ["08", "NA"]]


def test_a_file_from_a_french_spreadsheet_is_read(tmp_path):
    path = file(tmp_path, "\ufeffid;text\r\n1;une virgule, deux\r\n\r\n")
    assert read(path, ["id", "text"])["text"].tolist() == ["une virgule, deux"]


def test_a_long_file_comes_in_pieces_in_order(tmp_path):
    path = file(tmp_path, "id,text\n" + "".join(f"{n},t{n}\n" for n in range(25)))
    pieces = list(chunks(path, ["id"], size=10))
    assert [len(piece) for piece in pieces] == [10, 10, 5]
    assert pd.concat(pieces)["id"].tolist() == [str(n) for n in range(25)]


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        ("", "utf-8", "est vide"),
        ("id,text\n1,été\n", "latin-1", "UTF-8"),
        ('id,text\n1,"sans fin\n', "utf-8", "guillemet"),
        ("id,text\n1,a\n2,b,c\n", "utf-8", "ligne 3 : 3 cellules au lieu de 2"),
        ("id,text\n1,a\n2\n", "utf-8", "ligne 3 : 1 cellules"),
        ("id,text\n", "utf-8", "qu’une ligne de titres"),
        ("id,text\n1,a\n1,b\n", "utf-8", "1 apparaît deux fois"),
        ("id,text\n ,a\n", "utf-8", "n’a pas d’id"),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path, content, encoding, said):
    with pytest.raises(TableError, match=said):
        read(file(tmp_path, content, encoding), ["id", "text"])


def test_missing_columns_are_refused_by_name(tmp_path):
    with pytest.raises(ColumnsMissing, match="la colonne text"):
        read(file(tmp_path, "id\n1\n"), ["id", "text"])


def test_what_is_not_a_file_is_refused(tmp_path):
    with pytest.raises(TableError, match="n’existe pas"):
        read(tmp_path / "absent.csv", ["id"])
    with pytest.raises(TableError, match="dossier"):
        read(tmp_path, ["id"])


def test_an_id_seen_in_an_earlier_piece_is_refused():
    seen: set[str] = set()
    check_ids(["a.csv"], ["1", "2"], seen)
    with pytest.raises(TableError, match="l’id 2"):
        check_ids(["a.csv"], ["3", "2"], seen)


def test_nothing_half_written_remains_when_a_later_piece_fails(tmp_path):
    def pieces():
        yield pd.DataFrame({"id": ["1"]})
        raise TableError("panne")

    output = tmp_path / "sortie.csv"
    output.write_text("avant")
    with pytest.raises(TableError, match="panne"):
        write(output, pieces())
    assert output.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [output]


def test_pieces_are_written_one_after_the_other_under_one_heading(tmp_path):
    output = tmp_path / "sortie.csv"
    assert write(output, [pd.DataFrame({"id": ["1"]}), pd.DataFrame({"id": ["2"]})]) == 2
    assert output.read_text() == "id\n1\n2\n"


def test_no_row_and_no_folder_are_said(tmp_path):
    with pytest.raises(TableError, match="ligne de titres"):
        write(tmp_path / "sortie.csv", [])
    with pytest.raises(TableError, match="dossier"):
        write(tmp_path / "absent" / "sortie.csv", [pd.DataFrame({"id": ["1"]})])
