"""Many answers: by parts, on one processor or many, stopped and taken up again."""

import builtins
import csv

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.tagging import folder as folders
from analysis.tagging import load_shipped, sources, tag_frame
from analysis.tagging.progress import line

pytest.importorskip("pyarrow", reason="pip install -r requirements-scale.txt")

TEXTS = ["Plus de médecin ici", "Merci pour la crèche", "", "👍", "Il faudrait un bus", "bof"]


@pytest.fixture
def answers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name, at in (("a", 0), ("b", 100)):
        frame = pd.DataFrame({"id": [str(at + n) for n in range(12)], "text": TEXTS * 2})
        frame.to_parquet(tmp_path / "in" / f"{name}.parquet")
    return tmp_path


def contents(path):
    return {each.name: each.read_bytes() for each in sorted(path.iterdir())}


def test_a_folder_gets_one_file_per_part_with_what_the_frame_gives(answers):
    assert main(["tag", "in/*.parquet", "-o", "out/", "--part", "5"]) == 0
    names = [each.name for each in sorted((answers / "out").glob("*.parquet"))]
    assert names == [f"{name}-0000{part}.parquet" for name in "ab" for part in range(3)]
    found = pd.concat([pd.read_parquet(answers / "out" / name) for name in names])
    source = pd.concat([pd.read_parquet(path) for path in sorted((answers / "in").iterdir())])
    expected = tag_frame(source, load_shipped())
    assert found.astype(object).values.tolist() == expected.values.tolist()


def test_dask_gives_the_same_bytes_as_one_process(answers):
    distributed = pytest.importorskip("distributed")
    assert main(["tag", "in/*.parquet", "-o", "here/", "--part", "5"]) == 0
    options = {"n_workers": 2, "processes": False, "dashboard_address": None, "host": "127.0.0.1"}
    with distributed.LocalCluster(protocol="tcp://", **options) as cluster:
        asked = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
        assert main(["tag", "in/*.parquet", "-o", "there/", "--part", "5", *asked]) == 0
        assert main(["tag", "in/a.parquet", "-o", "there.csv", "--part", "5", *asked]) == 0
    assert contents(answers / "here") == contents(answers / "there")
    assert main(["tag", "in/a.parquet", "-o", "here.csv"]) == 0
    assert (answers / "here.csv").read_bytes() == (answers / "there.csv").read_bytes()


def test_work_that_was_stopped_goes_on_where_it_was(answers, monkeypatch):
    written = folders.tables.write
    done = []

    def stops(path, pieces):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(path.name)
        return written(path, pieces)

    monkeypatch.setattr(folders.tables, "write", stops)
    with pytest.raises(KeyboardInterrupt):
        main(["tag", "in/*.parquet", "-o", "out/", "--part", "5"])
    kept = contents(answers / "out")
    again = []
    monkeypatch.setattr(folders.tables, "write", lambda p, f: again.append(p.name) or written(p, f))
    assert main(["tag", "in/*.parquet", "-o", "out/", "--part", "5"]) == 0
    assert len(again) == 4
    assert not set(again) & set(done)
    assert kept.items() <= contents(answers / "out").items()
    assert main(["tag", "in/*.parquet", "-o", "whole/", "--part", "5"]) == 0
    assert contents(answers / "whole") == contents(answers / "out")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["in/*.parquet", "-o", "out/", "--part", "4"], "videz"),
        (["in/a.parquet", "-o", "out/", "--part", "5"], "videz"),
        (["in/*.parquet", "-o", "out/", "--part", "5", "--confidence"], "videz"),
        (["in/*.parquet", "-o", "in/"], "autre chose"),
        (["in/*.parquet", "-o", "out.csv"], "un dossier"),
        (["in/*.csv", "-o", "new/"], "aucun fichier"),
        (["in/a.parquet", "-o", "x.csv", "--scheduler", "tcp://x:1"], "--engine dask"),
        (["in/a.parquet", "in/a.csv", "-o", "new/"], "s’appellent a"),
        (["in/c.parquet", "-o", "new/"], "n’existe pas"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is(answers, capsys, asked, said):
    (answers / "in" / "a.csv").write_text("id,text\nz,oui\n", "utf-8")
    assert main(["tag", "in/a.parquet", "in/b.parquet", "-o", "out/", "--part", "5"]) == 0
    (answers / "in" / "a.csv").rename(answers / "a.csv")
    asked = [one.replace("in/a.csv", "a.csv") for one in asked]
    before = contents(answers / "out")
    assert main(["tag", *asked]) == 1
    assert said in capsys.readouterr().err
    assert contents(answers / "out") == before
    assert not (answers / "new").exists()


def test_an_id_met_in_two_files_is_refused_before_the_first_answer(answers, capsys):
    frame = pd.DataFrame({"id": ["200", "107"], "text": ["a", "b"]})
    frame.to_parquet("in/c.parquet")
    assert main(["tag", "in/*.parquet", "-o", "out/"]) == 1
    assert "l’id 107 apparaît deux fois" in capsys.readouterr().err
    assert not (answers / "out").exists()


def test_two_ids_of_one_hash_are_two_ids(answers, monkeypatch):
    import numpy as np

    monkeypatch.setattr(sources, "_hashed", lambda ids: np.zeros(len(ids), np.uint64))
    assert main(["tag", "in/*.parquet", "-o", "out/"]) == 0


def test_a_fault_at_the_last_row_is_said_before_the_first_is_tagged(answers, capsys):
    with open("in.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *([n, "bus"] for n in range(50)), ["x"]])
    assert main(["tag", "in.csv", "-o", "out/"]) == 1
    assert "1 cellules au lieu de 2" in capsys.readouterr().err
    assert not (answers / "out").exists()


def test_csv_and_parquet_hold_the_same(answers):
    for name in ("out.csv", "out.parquet"):
        assert main(["tag", "in/a.parquet", "-o", name]) == 0
    read = pd.read_csv("out.csv", dtype=str, keep_default_na=False)
    assert read.values.tolist() == pd.read_parquet("out.parquet").values.tolist()


def test_what_is_not_parquet_is_said(answers, capsys):
    (answers / "faux.parquet").write_text("id,text\n1,a\n")
    assert main(["tag", "faux.parquet", "-o", "out.csv"]) == 1
    assert "n’est pas du parquet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("module", "asked"),
    [("pyarrow", ["in/a.parquet"]), ("distributed", ["a.csv", "--engine", "dask"])],
)
def test_what_is_not_installed_is_said(answers, capsys, monkeypatch, module, asked):
    (answers / "a.csv").write_text("id,text\n1,a\n")
    real = builtins.__import__

    def absent(name, *rest):
        if name.split(".")[0] == module:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr("analysis.parquet.import_module", absent)
    monkeypatch.setattr("analysis.tagging.engines.import_module", absent)
    assert main(["tag", *asked, "-o", "out.csv"]) == 1
    assert "requirements-scale.txt" in capsys.readouterr().err


def test_a_scheduler_nobody_answers_at_is_said(answers, capsys, monkeypatch):
    pytest.importorskip("distributed")
    asked = ["--engine", "dask", "--scheduler", "nulle-part"]
    assert main(["tag", "in/a.parquet", "-o", "out.csv", *asked]) == 1
    assert "nulle-part" in capsys.readouterr().err


def test_the_line_says_how_far_and_how_long():
    said = line(1500, 3000, 500.0)
    assert "50%" in said
    assert "1\u202f500/3\u202f000 réponses" in said
    assert "reste 0 min 03 s" in said
    assert "reste ?" in line(0, 10, 0.0)
