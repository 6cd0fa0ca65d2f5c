import pytest

from analysis.tagging.grid import GridError, load_grid, shipped_grids
from analysis.tagging.lexicon import Lexicon
from analysis.text import words

ENJEUX = (
    "autonomie",
    "cohesion_sociale",
    "continuite_educative",
    "collaboration_locale",
    "bien_etre_familles",
    "accompagnement_numerique",
    "acces_droits_services_information",
    "implication_jeunes",
    "interconnaissance_acteurs",
)


def written(tmp_path, content):
    path = tmp_path / "ma_grille.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_nine_enjeux_keep_the_order_of_the_codebook():
    assert shipped_grids()["enjeu"].keys == ENJEUX


def test_the_three_families_have_their_labels():
    grids = shipped_grids()
    assert list(grids) == ["enjeu", "domaine", "polarity"]
    assert len(grids["domaine"].labels) == 8
    assert set(grids["polarity"].keys) == {
        "point_fort",
        "point_vigilance",
        "proposition",
        "neutre",
    }


def test_every_shipped_label_says_what_it_is_and_what_announces_it():
    for grid in shipped_grids().values():
        for label in grid.labels:
            texts = (label.label, label.definition, label.includes, label.excludes, label.example)
            assert all(texts), label.key
            assert len(label.expressions) >= 20, label.key


def test_every_expression_finds_itself():
    for grid in shipped_grids().values():
        for label in grid.labels:
            for expression in label.expressions + label.counter_expressions:
                found = list(Lexicon((expression,)).find(words(expression.replace("*", "s"))))
                assert found, f"{label.key}: {expression}"


def test_no_label_announces_and_opposes_itself_with_the_same_expression():
    for grid in shipped_grids().values():
        for label in grid.labels:
            assert len(set(label.expressions)) == len(label.expressions), label.key
            assert not set(label.expressions) & set(label.counter_expressions), label.key


def test_a_grid_needs_no_more_than_keys_and_labels(tmp_path):
    path = written(tmp_path, 'version = "1"\n[[labels]]\nkey = "eau"\nlabel = "Eau"\n')
    grid = load_grid(path)
    assert (grid.family, grid.version, grid.keys) == ("enjeu", "1", ("eau",))
    assert grid.labels[0].expressions == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('version = "1"', "aucune étiquette"),
        ('[[labels]]\nkey = "eau"\nlabel = "Eau"', "ajoutez une version"),
        ('version = "1"\n[[labels]]\nlabel = "Eau"', "étiquette n° 1 : ajoutez key"),
        ('version = "1"\n[[labels]]\nkey = "eau"', "étiquette eau : ajoutez label"),
        ('version = "1"\n[[labels]]\nkey = "eau"\nlabel = "E"\nexpresions = []', "« expresions »"),
        ('version = "1"\n[[labels]]\nkey = "eau"\nlabel = 3', "étiquette eau : label doit"),
        ('version = "1"\n[[labels]]\nkey = "a|b"\nlabel = "E"', "retirez « | »"),
        (
            'version = "1"\n[[labels]]\nkey = "eau"\nlabel = "E"\nexpressions = "pluie"',
            "étiquette eau : les expressions",
        ),
        (
            'version = "1"\n[[labels]]\nkey = "a"\nlabel = "A"\n[[labels]]\nkey = "a"\nlabel = "B"',
            "étiquette a : deux fois",
        ),
        ('version = "1"\nat_most = "x"\n[[labels]]\nkey = "a"\nlabel = "A"', "at_most"),
        ('version = "1"\nlabels = [3]', "bloc [[labels]]"),
        ("version = ", "écriture TOML"),
    ],
)
def test_a_faulty_grid_is_refused_with_the_file_and_the_remedy(tmp_path, content, said):
    with pytest.raises(GridError) as refusal:
        load_grid(written(tmp_path, content))
    assert "ma_grille.toml" in str(refusal.value)
    assert said in str(refusal.value)


def test_a_grid_that_is_not_there_or_not_utf8_is_said_so(tmp_path):
    with pytest.raises(GridError, match="n’existe pas"):
        load_grid(tmp_path / "absente.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes('version = "été"'.encode("latin-1"))
    with pytest.raises(GridError, match="UTF-8"):
        load_grid(path)
