import csv
import subprocess
import sys

import pytest

from analysis.__main__ import LEARNT, SYNTHETIC, main
from analysis.tagging.corpus import CORPUS

ANSWERS = "id,text,public\nb,Plus de médecin ici,habitant\na,Merci pour la crèche,elu\n"
GRID = """version = "3"
[[labels]]
key = "eau"
label = "Eau"
expressions = ["pluie", "inondation*"]
[[labels]]
key = "pain"
label = "Pain"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(path, content):
    path.write_text(content, encoding="utf-8")
    return str(path)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_is_tagged_in_its_order_with_the_documented_columns(folder):
    answers = written(folder / "in.csv", ANSWERS)
    assert main(["tag", answers, "-o", "out.csv"]) == 0
    found = rows("out.csv")
    assert [row["id"] for row in found] == ["b", "a"]
    assert list(found[0]) == ["id", "enjeux", "domaines", "polarity", "scores", "evidence"]
    assert "acces_droits_services_information" in found[0]["enjeux"].split("|")


def test_tagging_works_as_a_module_without_the_web(folder, request):
    answers = written(folder / "in.csv", ANSWERS)
    program = (
        "import sys, runpy; sys.argv = ['analysis', 'tag', sys.argv[1], '-o', sys.argv[2]]\n"
        "try:\n    runpy.run_module('analysis', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    assert not {'flask', 'sqlalchemy', 'app'} & set(sys.modules)\n    raise\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, answers, str(folder / "out.csv")],
        cwd=request.config.rootpath,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert len(rows(folder / "out.csv")) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "est vide"),
        ("id,text\n", "ligne de titres"),
        ("id,texte\n1,a\n", "la colonne text"),
        ("id,text\n1,a\n1,b\n", "deux fois"),
    ],
)
def test_a_bad_file_gives_a_sentence_exit_one_and_no_output(folder, capsys, content, said):
    answers = written(folder / "in.csv", content)
    assert main(["tag", answers, "-o", "out.csv"]) == 1
    assert said in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["in.csv"]


def test_a_wrong_encoding_and_a_wrong_model_are_said(folder, capsys):
    (folder / "in.csv").write_bytes("id,text\n1,été\n".encode("latin-1"))
    assert main(["tag", "in.csv", "-o", "out.csv"]) == 1
    assert "UTF-8" in capsys.readouterr().err
    assert main(["tag", "in.csv", "-o", "out.csv", "--model", "in.csv"]) == 1
    assert "n’est pas un modèle" in capsys.readouterr().err


def test_strange_texts_are_answered_not_refused(folder):
    strange = [
        "",
        "👍",
        "a\tb",
        "x" * 100_000,
        "=SOMME(A1)",
        "Ik heb geen auto en het is niet goed",
    ]
    with open("in.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *enumerate(strange)])
    assert main(["tag", "in.csv", "-o", "out.csv"]) == 0
    assert len(rows("out.csv")) == len(strange)
    assert rows("out.csv")[0]["polarity"] == ""
    assert rows("out.csv")[1]["polarity"] == "neutre"


def test_evaluation_prints_figures_and_what_was_not_matched(folder, capsys):
    found = written(folder / "out.csv", "id,enjeux,domaines,polarity\n1,a,x,bien\n2,,,mal\n")
    gold = written(folder / "gold.csv", "id,enjeux,domaines,polarity\n1,a,x,mal\n3,a,,mal\n")
    assert main(["evaluate", found, gold]) == 0
    said = capsys.readouterr().out
    assert "1 réponses de référence non classées" in said
    assert "polarité : exactitude 0.000" in said
    assert SYNTHETIC not in said


def test_synthetic_data_are_called_so(folder, capsys):
    found = written(folder / "out.csv", "id,enjeux\n1,a\n")
    assert main(["evaluate", found, found, "--synthetic"]) == 0
    assert SYNTHETIC in capsys.readouterr().out
    written(folder / "README.md", "Données synthétiques.")
    assert main(["evaluate", found, found]) == 0
    assert SYNTHETIC in capsys.readouterr().out


def test_figures_on_what_was_learnt_from_are_disowned(folder, capsys):
    found = written(folder / "out.csv", "id,enjeux\nT1-001,autonomie\n")
    assert main(["evaluate", found, str(CORPUS)]) == 0
    assert LEARNT in capsys.readouterr().out


def test_nothing_to_compare_is_said(folder, capsys):
    found = written(folder / "out.csv", "id,enjeux\n1,a\n")
    gold = written(folder / "gold.csv", "id,enjeux\n2,a\n")
    assert main(["evaluate", found, gold]) == 1
    assert "Rien à comparer" in capsys.readouterr().err


def test_another_grid_is_learnt_and_used(folder):
    grid = written(folder / "grille.toml", GRID)
    bread = ["du pain frais", "le pain est bon", "plus de pain ici", "un dépôt de pain"]
    other = ["le fossé déborde", "la taxe monte", "un lampadaire ici", "les volets fermés"]
    lines = [f"p{n},{text},pain\n" for n, text in enumerate(bread * 3)]
    lines += [f"o{n},{text},\n" for n, text in enumerate(other * 3)]
    coded = written(folder / "coded.csv", "id,text,codes\n" + "".join(lines))
    assert main(["train", grid, coded, "-o", "m.npz", "--column", "codes"]) == 0
    answers = written(folder / "in.csv", "id,text\n1,le bon pain\n2,inondations\n3,le fossé\n")
    assert main(["tag", answers, "-o", "out.csv", "--model", "m.npz"]) == 0
    bon, eau, rien = (row["enjeux"].split("|") for row in rows("out.csv"))
    assert bon == ["pain"]
    assert "eau" in eau
    assert rien == [""]


def test_training_says_what_is_missing_or_wrong(folder, capsys):
    grid = written(folder / "grille.toml", GRID)
    assert main(["train", grid]) == 1
    assert "Il manque un argument" in capsys.readouterr().err
    coded = written(folder / "coded.csv", "id,text,enjeux\n1,a,velo\n")
    assert main(["train", grid, coded, "-o", "m.npz"]) == 1
    assert "« velo »" in capsys.readouterr().err
    assert main(["train", coded, coded, "-o", "m.npz"]) == 1
    assert "coded.csv" in capsys.readouterr().err


def test_confidence_is_a_last_column_when_asked(folder):
    answers = written(folder / "in.csv", ANSWERS)
    assert main(["tag", answers, "-o", "out.csv", "--confidence"]) == 0
    found = rows("out.csv")
    assert list(found[0])[-1] == "confidence"
    assert {row["confidence"] for row in found} <= {"sure", "to_check", "none", "unknown"}


def test_an_evaluation_says_how_reliable_scores_are_and_draws_it(folder, capsys):
    answers = written(folder / "in.csv", ANSWERS)
    gold = written(folder / "gold.csv", "id,enjeux,domaines,polarity\nb,autonomie,,neutre\n")
    main(["tag", answers, "-o", "out.csv", "--confidence"])
    assert main(["evaluate", "out.csv", gold, "--plot", "p.png"]) == 0
    said = capsys.readouterr().out
    assert "part juste" in said
    assert "confiance" in said
    assert (folder / "p.png").read_bytes()[:4] == b"\x89PNG"
