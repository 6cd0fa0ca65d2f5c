"""What the script on the device says: the same in each language, easy words where due."""

import re

from app import assets
from surveys.readability import remarks
from surveys.words import LANGUAGES

LINE = re.compile(r'^  (\w+): "(.*)",$', re.M)
PLACE = re.compile(r"\{\w+\}")


def words(language: str) -> dict[str, str]:
    return dict(LINE.findall((assets.FOLDER / f"answer/words.{language}.js").read_text("utf-8")))


def test_the_script_says_in_each_language_what_it_says_in_french() -> None:
    french = words("fr")
    assert len(french) > 30
    for language in LANGUAGES:
        said = words(language)
        assert said.keys() == french.keys(), language
        for name, text in said.items():
            assert set(PLACE.findall(text)) == set(PLACE.findall(french[name])), (language, name)


def test_every_word_is_said_and_every_word_said_is_there() -> None:
    script = (assets.FOLDER / "answer/form.js").read_text("utf-8")
    asked = {name for name in re.findall(r'"(\w+)"', script) if name in words("fr")}
    assert words("fr").keys() - asked == set()
    named = re.findall(r'(?<!Kept\.)\b(?:say|tell|stands)\("(\w+)"', script)
    assert set(named) <= words("fr").keys()


def test_easy_words_have_no_long_sentence_no_double_negation_and_no_jargon() -> None:
    for name, text in words("falc").items():
        found = {r.kind for r in remarks(PLACE.sub("mot", text), "falc")}
        assert found <= {"mot_rare", "passif", "sigle"}, (name, found)


def test_easy_french_is_not_ordinary_french() -> None:
    same = [name for name, text in words("falc").items() if text == words("fr")[name]]
    assert set(same) <= {"erase", "sure", "sending", "now"}


def test_blanks_go_from_the_code_and_stay_in_the_texts() -> None:
    squeezed = assets._without_comments(
        '/* why */\nconst a = { b: "c : d", e: `f = ${g ? 1 : 2} ; h` }; // it\'s so\n  i(a, b);\n'
    )
    assert squeezed == 'const a={b:"c : d",e:`f = ${g ? 1 : 2} ; h`};\ni(a,b);\n'
