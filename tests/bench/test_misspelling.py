from bench.tagging import misspelt

TEXT = "Plus aucune crèche ici, le mercredi : c’est dommage pour les parents."


def test_only_long_words_are_misspelt_and_each_by_one_slip():
    wrong = misspelt(TEXT, 1.0).split()
    pairs = list(zip(TEXT.split(), wrong, strict=True))
    assert [b for a, b in pairs if len(a) < 5] == [a for a in TEXT.split() if len(a) < 5]
    for before, after in pairs:
        assert sorted(after) == sorted(before) or len(after) == len(before) - 1
        assert after[0] == before[0]
    assert sum(before != after for before, after in pairs) >= 4


def test_nothing_changes_at_the_rate_of_none():
    assert misspelt(TEXT, 0.0) == TEXT
