"""Questionnaires of every kind, made at random: conditions, wordings and translations included."""

from typing import Any

from hypothesis import strategies as st

from surveys import questions as q
from surveys.questions import Choice, Question, Wording
from surveys.reading import clean_text
from surveys.schema import Section, Survey, from_dict, to_dict
from surveys.translation import Text, Translation, paths
from surveys.words import POLARITIES, PUBLICS, RESERVED_NAMES

# What people write, and what spreadsheets stumble on: formulas, numbers, accents, quotes, tags.
_ODD = ["=1+1", "+33 (0)1", "@somme", "-3", "12", "1.0", "TRUE", "2026-03-27", "'l’eau", '"ici"',
        "<b>gras</b> & co", "Où ? « Ici »", "deux\nlignes", "🚌 bus", "a\tb"]  # fmt: skip
_SIGNS = "abcéèàçœ XYZ0123456789'’\"«» ?!;:,.()=+-@%&/_[]{}#*~"


def said() -> st.SearchStrategy[str]:
    """A text as it is stored: cleaned, not blank."""
    free = st.text(_SIGNS, min_size=1, max_size=30)
    return st.one_of(st.sampled_from(_ODD), free).map(clean_text).filter(bool)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(""), strategy)


@st.composite
def choices(draw: st.DrawFn, least: int = 2) -> tuple[Choice, ...]:
    keys = draw(
        st.lists(
            st.from_regex("[a-z0-9][a-z0-9_]{0,8}", fullmatch=True).filter(lambda k: k != "autre"),
            min_size=least,
            max_size=5,
            unique=True,
        )
    )
    labels = draw(st.lists(said(), min_size=len(keys), max_size=len(keys), unique=True))
    made = [Choice(key=key, label=label) for key, label in zip(keys, labels, strict=True)]
    if "Autre" not in labels and draw(st.booleans()):
        made.append(Choice(key="autre", label="Autre"))
    return tuple(made)


def numbers() -> st.SearchStrategy[int | float]:
    return st.one_of(
        st.integers(-(10**12), 10**12),
        st.floats(-(10**12), 10**12, allow_nan=False).map(lambda number: number + 0.0),
    )


@st.composite
def fields_of(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """What a kind has beside what all have."""
    if kind in ("single_choice", "several_choices"):
        made: dict[str, Any] = {"choices": draw(choices()), "other": draw(st.booleans())}
        if kind == "several_choices":
            offered = [choice.key for choice in made["choices"]]
            least = draw(st.one_of(st.none(), st.integers(0, 1)))
            most = draw(st.one_of(st.none(), st.integers(1, len(offered))))
            alone = tuple(draw(st.lists(st.sampled_from(offered), max_size=2)))
            made |= {"min": least, "max": most, "alone": alone}
        return made
    if kind == "ranking":
        offered_here = draw(choices())
        most = draw(st.one_of(st.none(), st.integers(1, len(offered_here))))
        return {"choices": offered_here, "max": most}
    if kind == "matrix":
        return {"rows": draw(choices(1)), "choices": draw(choices())}
    if kind == "scale":
        low = draw(st.integers(0, 3))
        ends = {"low_label": draw(said()), "high_label": draw(said())}
        return {"low": low, "high": low + draw(st.integers(1, 10))} | ends
    if kind == "number":
        low, high = sorted(draw(st.tuples(numbers(), numbers()).filter(lambda b: b[0] != b[1])))
        bounds = {
            "min": draw(st.sampled_from([None, low])),
            "max": draw(st.sampled_from([None, high])),
        }
        return bounds | {"unit": draw(maybe(said())), "decimal": draw(st.booleans())}
    if kind == "date":
        days = draw(st.lists(st.dates().map(str), min_size=2, max_size=2).map(sorted))
        return {
            "min": draw(st.sampled_from(["", days[0]])),
            "max": draw(st.sampled_from(["", days[1]])),
        }
    if kind == "short_text":
        return {"max_length": draw(st.sampled_from([200, 1, 20_000]))}
    if kind == "long_text":
        polarity = draw(st.sampled_from(["", *POLARITIES]))
        return {"max_length": draw(st.sampled_from([2000, 20_000])), "polarity": polarity}
    return {}


@st.composite
def wordings(draw: st.DrawFn) -> tuple[Wording, ...]:
    publics = draw(st.lists(st.sampled_from(list(PUBLICS)), unique=True, max_size=2))
    return tuple(
        Wording(public=public, label=draw(maybe(said())), hint=draw(maybe(said())))
        for public in publics
    )


@st.composite
def conditions(draw: st.DrawFn, before: list[Question]) -> str:
    """A condition on what was asked before; the empty text where nothing was."""
    leaves = [leaf for question in before for leaf in _leaves(question)]
    if not leaves or draw(st.booleans()):
        return ""
    found = draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=3))
    word = draw(st.sampled_from([" and ", " or ", "  and "]))
    return word.join(found)


def _leaves(question: Question) -> list[str]:
    offered = [choice.key for choice in question.options(q.Context())]
    found = []
    for column in question.columns():
        answer = f"${{{column}}}"
        found += [f"{answer} != ''", f"not({answer} = '')"]
        if column in (question.key,) and offered:
            found += [f"selected({answer},'{offered[0]}')", f"{answer} = ‘{offered[-1]}’"]
        if question.kind in ("scale", "number"):
            found.append(f"{answer} >= 2")
        if question.kind == "consent":
            found.append(f"{answer}='oui'")
    return found


@st.composite
def asked(draw: st.DrawFn, kind: str, key: str, before: list[Question]) -> Question:
    return q.KINDS[kind](
        key=key,
        label=draw(said()),
        hint=draw(maybe(said())),
        required=kind != "note" and draw(st.booleans()),
        only_if=draw(conditions(before)),
        wordings=draw(wordings()),
        **draw(fields_of(kind)),
    )


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """A survey of two sections at most, each kind as likely as another."""
    keys = draw(
        st.lists(
            st.from_regex("[a-z][a-z0-9]{0,8}", fullmatch=True).filter(
                lambda key: key not in RESERVED_NAMES
            ),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    once = {"commune", "age_band"}
    made: list[Question] = []
    for key in keys:
        possible = [k for k in q.KINDS if k not in once or k not in {m.kind for m in made}]
        made.append(draw(asked(draw(st.sampled_from(possible)), key, made)))
    # A note alone asks nothing.
    made.append(q.LongText(key="dire_encore", label=draw(said())))
    cut = draw(st.integers(0, len(made) - 1))
    parts = [part for part in (made[:cut], made[cut:]) if part]
    # Sections may have the name of a question: XLSForm's groups may not.
    names = draw(st.sampled_from([("a_part", "b_part"), (keys[0], "meta"), ("vous", "vous_intro")]))
    whole = Survey(
        slug=draw(st.from_regex("[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)),
        title=draw(said()),
        public=draw(st.sampled_from(list(PUBLICS))),
        purpose=tuple(draw(st.lists(said(), min_size=1, max_size=3))),
        minutes=draw(st.integers(1, 120)),
        sections=tuple(
            Section(key=name, title=draw(said()), intro=draw(maybe(said())), questions=tuple(part))
            for name, part in zip(names, parts, strict=False)
        ),
        who_reads=tuple(draw(st.lists(said(), min_size=1, max_size=3))),
        rights=draw(said()),
        next_steps=tuple(draw(st.lists(said(), max_size=3))),
        language=draw(st.sampled_from(["fr", "fr", "en"])),
    )
    return draw(translated(whole))


@st.composite
def translated(draw: st.DrawFn, survey: Survey) -> Survey:
    """The survey, with translations of some of its texts."""
    others = [language for language in ("fr", "en", "falc") if language != survey.language]
    languages = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
    made = []
    for language in languages:
        chosen = [path for path in paths(survey) if draw(st.booleans())]
        texts = tuple(
            Text(path=path, text=f"{language} {number}") for number, path in enumerate(chosen)
        )
        made.append(Translation(language=language, texts=texts))
    data = to_dict(survey) | {"translations": [to_dict(one) for one in made]}  # type: ignore[arg-type]
    return from_dict(data if made else to_dict(survey))
