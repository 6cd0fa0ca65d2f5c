import pytest

from analysis.tagging.corpus import file_digests, read_corpus

HEAD = "id,text,enjeux,domaines,polarity\n"


def corpus(folder, training, additions="", corrections=""):
    (folder / "training.csv").write_text(HEAD + training, encoding="utf-8")
    if additions:
        (folder / "additions.csv").write_text(HEAD + additions, encoding="utf-8")
    if corrections:
        said = "id,enjeux,domaines,polarity,reason\n" + corrections
        (folder / "corrections.csv").write_text(said, encoding="utf-8")
    return folder


def test_additions_follow_and_corrections_replace_all_three_columns(tmp_path):
    folder = corpus(
        tmp_path,
        "T1-1,pas de bus,cohesion_sociale,vie_sociale,neutre\nT1-2,merci,,,point_fort\n",
        "N1-1,seul le soir,,,neutre\n",
        "T1-1,autonomie,,point_vigilance,Mobilité\nN1-1,cohesion_sociale,,neutre,Solitude\n",
    )
    rows = read_corpus(folder).set_index("id")
    assert list(rows.index) == ["T1-1", "T1-2", "N1-1"]
    assert list(rows.loc["T1-1"]) == ["pas de bus", "autonomie", "", "point_vigilance"]
    assert list(rows.loc["T1-2"]) == ["merci", "", "", "point_fort"]
    assert rows.loc["N1-1", "enjeux"] == "cohesion_sociale"


def test_the_later_of_two_corrections_stands(tmp_path):
    folder = corpus(
        tmp_path, "T1-1,bus,,,neutre\n", corrections="T1-1,autonomie,,neutre,a\nT1-1,,,neutre,b\n"
    )
    assert read_corpus(folder)["enjeux"].tolist() == [""]


def test_missing_files_change_nothing(tmp_path):
    folder = corpus(tmp_path, "T1-1,bus,autonomie,,neutre\n")
    assert read_corpus(folder)["enjeux"].tolist() == ["autonomie"]
    assert len(file_digests(folder)) == 1


def test_an_id_met_twice_is_refused_by_name(tmp_path):
    folder = corpus(tmp_path, "T1-1,bus,,,neutre\n", "T1-1,car,,,neutre\n")
    with pytest.raises(ValueError, match="T1-1 sert deux fois"):
        read_corpus(folder)


def test_a_correction_of_nobody_is_refused_by_name(tmp_path):
    folder = corpus(tmp_path, "T1-1,bus,,,neutre\n", corrections="T9-9,,,neutre,x\n")
    with pytest.raises(ValueError, match="T9-9"):
        read_corpus(folder)


def test_a_correction_changes_what_the_model_says_it_learnt_from(tmp_path):
    before = file_digests(corpus(tmp_path, "T1-1,bus,,,neutre\n", corrections="T1-1,,,neutre,x\n"))
    after = file_digests(corpus(tmp_path, "T1-1,bus,,,neutre\n", corrections="T1-1,,,neutre,y\n"))
    assert before[0] == after[0]
    assert before[1] != after[1]
