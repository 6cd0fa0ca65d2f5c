"""Whatever the commands are given: a defined answer, or a sentence and 1; never half a file."""

import os
import stat
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.__main__ import main
from analysis.tagging import load_shipped, tag_frame

TITLES = b"id,text,enjeux\n"
GOOD = "id,text,enjeux\n1,il manque un bus,autonomie\n2,la crèche est pleine,autonomie\n"
LONG = 1_000_000
# What is answered: a text may be anything, a file may not.
ANSWERED = {
    "empty text": TITLES + b"1,,autonomie\n",
    "a megabyte": TITLES + b'1,"' + "bus école ".encode() * 100_000 + b'",autonomie\n',
    "a word again and again": TITLES + b"1," + b"mot " * (LONG // 4) + b",autonomie\n",
    "one word": TITLES + b"1," + b"a" * LONG + b",autonomie\n",
    "emoji": TITLES + "1,👍🏽 👨‍👩‍👧 🏳️‍🌈,autonomie\n".encode(),
    "control characters": TITLES + b'1,"a\x01\x07\x1b[31m\x7fb\x0b",autonomie\n',
    "nul": TITLES + b"1,a\x00b,autonomie\n",
    "a mark at the start": b"\xef\xbb\xbf" + TITLES + b"1,bus,autonomie\n",
    "old line ends": b"id,text,enjeux\r1,bus,autonomie\r2,eau,autonomie\r",
}
REFUSED = {
    "empty": b"",
    "blank lines": b"\n\n",
    "titles alone": TITLES,
    "no text": b"id,texte\n1,bus\n",
    "cp1252": "id,text,enjeux\n1,crèche à l’école,autonomie\n".encode("cp1252"),
    "utf-16": GOOD.encode("utf-16"),
    "utf-16 without its mark": GOOD.encode("utf-16-le"),
    "half a character": TITLES + b"1,a\xed\xa0\x80b,autonomie\n",
    "an id twice": TITLES + b"1,bus,autonomie\n1,eau,autonomie\n",
    "no id": TITLES + b",bus,autonomie\n",
    "a longer row": TITLES + b"1,a,b,c,d\n",
    "a shorter row": TITLES + b"1\n",
    "an open quote": TITLES + b'1,"bus,autonomie\n',
    "a column twice": b"id,text,text,enjeux\n1,a,b,autonomie\n",
    "an archive": b"PK\x03\x04\x00\xff\xfe",
}
COMMANDS = (
    "tag",
    "tag, all columns",
    "evaluate",
    "evaluate against",
    "train",
    "train on the grid",
)
CODED = [("un bus", "autonomie"), ("la nounou", "familles")]
# A coding needs no text.
JUDGED = sorted(set(REFUSED) - {"no text", "a column twice"})


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "grid.toml").write_text(
        'family = "enjeu"\nversion = "1"\n[[labels]]\nkey = "autonomie"\nlabel = "Autonomie"\n'
        '[[labels]]\nkey = "familles"\nlabel = "Familles"\n',
        encoding="utf-8",
    )
    return tmp_path


def run(folder, command, given, output="OUT"):
    good, grid, out = (str(folder / name) for name in ("good.csv", "grid.toml", output))
    given = str(given)
    return main({
        "tag": ["tag", given, "-o", out],
        "tag, all columns": ["tag", given, "-o", out, "--confidence", "--language"],
        "evaluate": ["evaluate", given, good],
        "evaluate against": ["evaluate", good, given],
        "train": ["train", grid, given, "-o", out],
        "train on the grid": ["train", given, good, "-o", out],
    }[command])  # fmt: skip


def left(folder, given):
    return {path.name for path in folder.iterdir()} - {"good.csv", "grid.toml", given}


@pytest.mark.parametrize(
    ("command", "what"),
    [(each, what) for each in COMMANDS for what in (JUDGED if "evaluate" in each else REFUSED)],
)
def test_a_file_that_cannot_be_used_gets_a_sentence_and_leaves_nothing(
    folder, capsys, command, what
):
    (folder / "bad.csv").write_bytes(REFUSED[what])
    assert run(folder, command, folder / "bad.csv") == 1
    told = capsys.readouterr().err
    assert told.strip().endswith((".", ")"))
    assert "Traceback" not in told
    assert left(folder, "bad.csv") == set()


@pytest.mark.parametrize("what", ANSWERED)
def test_any_text_is_answered_row_by_row(folder, what):
    (folder / "odd.csv").write_bytes(ANSWERED[what])
    assert run(folder, "tag, all columns", folder / "odd.csv") == 0
    tagged = pd.read_csv(folder / "OUT", dtype=str, keep_default_na=False)
    assert tagged["id"].tolist() == (["1", "2"] if what == "old line ends" else ["1"])
    if what in ("empty text", "emoji"):
        assert tagged["enjeux"].tolist() == [""]


@pytest.mark.parametrize(("command", "what"), list(product(COMMANDS, ("folder", "nothing"))))
def test_a_folder_or_nothing_is_no_file(folder, capsys, command, what):
    if what == "folder":
        (folder / "folder").mkdir()
    assert run(folder, command, folder / what) == 1
    assert str(folder / what) in capsys.readouterr().err
    assert left(folder, what) == set()


@pytest.mark.parametrize("command", ["tag", "evaluate", "train"])
def test_a_cell_beyond_measure_is_refused(folder, capsys, monkeypatch, command):
    monkeypatch.setattr(tables, "LONGEST_CELL", 10_000)
    (folder / "bad.csv").write_bytes(TITLES + b"1," + b"x " * 6_000 + b",autonomie\n")
    assert run(folder, command, folder / "bad.csv") == 1
    assert "ligne 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "where"),
    [
        *product(("tag",), ("nowhere/x", "good.csv/x", "pipe")),
        *product(("train",), ("good.csv/x", "pipe")),
    ],
)
def test_an_output_that_cannot_be_written_is_said(folder, capsys, command, where):
    os.mkfifo(folder / "pipe")
    coded = GOOD.replace("pleine,autonomie", "pleine,familles") + "".join(
        f"{n},{text},{label}\n" for n, (text, label) in enumerate(CODED * 6, 3)
    )
    (folder / "coded.csv").write_text(coded, encoding="utf-8")
    assert run(folder, command, folder / "coded.csv", where) == 1
    assert capsys.readouterr().err.strip().endswith(".")
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
    assert (folder / "good.csv").read_text(encoding="utf-8") == GOOD
    assert not list(folder.glob("*partiel*"))


def test_answers_are_never_written_over(folder, capsys):
    assert run(folder, "tag", folder / "good.csv", "good.csv") == 1
    assert "perdu" in capsys.readouterr().err
    assert (folder / "good.csv").read_text(encoding="utf-8") == GOOD


def test_a_wrong_option_is_1_like_any_other_fault(folder, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["tag", str(folder / "good.csv"), "-o", str(folder / "OUT"), "--part", "0"])
    assert stopped.value.code == 1
    assert "au moins 1" in capsys.readouterr().err


def test_a_full_disk_is_said_and_leaves_nothing(folder, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(folder / "OUT"))

    monkeypatch.setattr(tables.os, "replace", full)
    assert run(folder, "tag", folder / "good.csv") == 1
    assert "la place qui reste" in capsys.readouterr().err
    assert left(folder, "") == set()


def test_half_characters_in_a_frame_are_answered():
    texts = ["bus \ud800 école", "\udfff", "I a pas \ud800 cap de bus lo ser", None, 12]
    frame = pd.DataFrame({"id": list("abcde"), "text": pd.Series(texts, dtype=object)})
    tagged = tag_frame(frame, load_shipped(), confidence=True, languages=True)
    assert tagged["id"].tolist() == list("abcde")
    assert tagged["language"].tolist()[2] == "oc"


def test_a_parquet_file_that_is_none_is_said(folder, capsys):
    pytest.importorskip("pyarrow")
    for name, content in (("a.parquet", b"not parquet"), ("b.parquet", b"")):
        (folder / name).write_bytes(content)
        assert run(folder, "tag", folder / name) == 1
        assert "parquet lisible" in capsys.readouterr().err
        assert not Path(folder / "OUT").exists()
