from analysis.tagging.pieces import (
    apart_names,
    end_names,
    manner_names,
    names_of_pair,
    names_of_piece,
    pieces,
    sentence_names,
    shape,
)


def test_words_and_punctuation_are_pieces_and_blanks_are_not():
    assert pieces("L’été, ça va 👍\n") == ["l", "'", "ete", ",", "ca", "va", "👍"]


def test_how_an_answer_begins_and_ends_is_noted_once_per_piece():
    assert end_names(["merci"]) == [("eBmerci", 0, 0), ("eEmerci", 0, 0)]
    assert ("eEsoir", 2, 2) in end_names(["pas", "de", "soir"])


def test_a_word_gives_itself_its_lemma_and_its_characters_once_each():
    assert names_of_piece("a") == ["wa", "la", "ma", "c a "]
    assert {"wmunicipaux", "lmunicipal", "c mun", "caux ", "cmunici"} <= set(
        names_of_piece("municipaux")
    )


def test_neighbours_are_read_together():
    assert names_of_pair("écoles".replace("é", "e"), "rurales") == [
        "wecoles rurales",
        "lecole rural",
    ]


def test_telling_words_meet_over_the_small_words_between_them():
    found = pieces("La garde des enfants le mercredi, et le travail ?")
    names = {name: (first, last) for name, first, last in apart_names(found)}
    assert names["kgarde enfant"] == (1, 3)
    assert "kgarde travail" in names
    assert not {name for name in names if "le" in name.split() or "," in name}


def test_telling_words_too_far_apart_do_not_meet():
    found = pieces("garde enfants mercredi matin travail")
    assert "kgarde travail" not in [name for name, _, _ in apart_names(found)]


def test_each_sentence_shows_how_it_begins_and_only_the_last_is_read_whole():
    names = [name for name, _, _ in sentence_names(pieces("Tout va bien. Il faudrait un bus"))]
    assert {"stout", "stout va", "sil faudrait un", "zbus", "zun bus"} <= set(names)
    assert not {"zbien", "sbus"} & set(names)


def test_an_answer_without_sentence_has_no_sentence_names():
    assert sentence_names([]) == []
    assert [name for name, _, _ in sentence_names(["!"])] == ["s!"]


def test_a_shape_is_how_a_word_ends_and_small_words_and_marks_are_whole():
    assert [shape(each, 2) for each in ("mettez", "il", "!", "2031")] == ["~ez", "il", "!", "0"]


def test_how_sentences_are_built_is_told_without_what_they_are_about():
    bus, shelter = (
        manner_names(pieces(f"Mettez {it} au bourg.")) for it in ("un bus", "un abribus")
    )
    assert [name for name, _, _ in bus if name[1] in "ST"] == [
        name for name, _, _ in shelter if name[1] in "ST"
    ]
    names = {name: (first, last) for name, first, last in bus}
    assert names["yS~ez un ~us"] == names["yA~ez un ~us"] == (0, 2)
    assert names["yT~tez"] == names["yZ~tez"] == (0, 0)


def test_length_and_marks_belong_to_the_whole_answer():
    names = {name: (first, last) for name, first, last in manner_names(pieces("Quoi ? Un bus !"))}
    assert {"yL0", "yN2", "yQ1", "yX1"} <= set(names)
    assert names["yN2"] == (0, 4)
    assert manner_names([]) == []
