"""Where a text names a person: titles, ties, ways of introducing oneself, known first names."""

import re
from collections.abc import Iterator
from typing import Final

from analysis.privacy.names import NAMES
from analysis.privacy.reader import PARTICLES, Reader, folded_words

Place = tuple[int, int]
_SURE: Final = NAMES.first_names | NAMES.capital_first_names | NAMES.titles
_USHERS: Final = NAMES.relations | NAMES.young | NAMES.cues | {"appelle", "nomme", "name", "nom"}
_FAMILIAR: Final = NAMES.ordinary | NAMES.never_names | _USHERS
# What a name can begin at or follow; the words added are too common to wake the rules.
_LOOKED_AT: Final = (
    _SURE
    | _USHERS
    | NAMES.ambiguous_first_names
    | {"moi", "suis"}
    | {"est", "is", "prenom", "nee", "am"}
)
_INITIAL: Final = re.compile(r"\b[A-Z]\. ?[A-ZÀ-Ý]")
_ABBREVIATED_TEXT = """
mme mmes mlle mlles mr mrs ms dr m mm
"""
_ABBREVIATED: Final = frozenset(_ABBREVIATED_TEXT.split())
_BY_NAME: Final = frozenset({"famille", "veuve", "gendarme", "docteur", "pasteur", "abbe"})
_CLOSING_TEXT = """
cordialement respectueusement salutations regards wishes signe signee contact
"""
_CLOSING: Final = frozenset(_CLOSING_TEXT.split())
# After these a capital is someone's; after the other cues only a known first name is.
_STRICT_TEXT = """
selon demander demandez contacter contactez appeler appelez prevenir parle parler remercier ask ring
chez apres soussigne soussignee
"""
_STRICT: Final = _CLOSING | frozenset(_STRICT_TEXT.split())
_BETWEEN_TEXT = """
a au de d l to on les des la le avec up bien par
"""
_BETWEEN: Final = frozenset(_BETWEEN_TEXT.split())
_TITLE_GAPS: Final = ((" ", "  ", "\u00a0"), (" ", ". ", ".", "  ", "\u00a0"))
_DETERMINERS_TEXT = """
le la l les un une des du de en cette ce au aux d mon ma
"""
_DETERMINERS: Final = frozenset(_DETERMINERS_TEXT.split())
_SPACES: Final = frozenset({" ", "  ", "\u00a0", "'", "’"})
_PUNCTUATED: Final = re.compile(r"[ ]?[,:(\n][\s«(]*$|\s*[,:]\s*$|[ ]?\n\s*$")


def people(text: str) -> list[Place]:
    """Where someone is named, in reading order, never overlapping."""
    folded, found = folded_words(text)
    if not _may_name(text, found):
        return []
    reader = Reader(text, folded)
    places: list[Place] = []
    for at, word in enumerate(reader.words):
        if word not in _LOOKED_AT and len(word) > 1 and "-" not in word:
            continue
        for start, end in _from(reader, at):
            if places and start <= places[-1][1]:
                start, end = min(start, places[-1][0]), max(end, places[-1][1])
                places.pop()
            places.append((start, end))
    return places


def _may_name(text: str, found: list[str]) -> bool:
    """A quick look by whole lists of words: most texts name nobody that the rules could know."""
    if not _SURE.isdisjoint(found):
        return True
    ambiguous = len(NAMES.ambiguous_first_names.intersection(found))
    unfamiliar = not _FAMILIAR.issuperset(found)
    if not ambiguous and not unfamiliar:
        return False
    if ambiguous > 1 or (ambiguous and unfamiliar) or not _USHERS.isdisjoint(found):
        return True
    return _INITIAL.search(text) is not None


def _from(reader: Reader, at: int) -> Iterator[Place]:
    word = reader.words[at]
    if word in NAMES.titles:
        yield from _titled(reader, at)
    elif word in NAMES.relations:
        yield from _tied(reader, at)
    elif word in NAMES.young:
        yield from _young(reader, at)
    if word in NAMES.cues:
        yield from _cued(reader, at)
    if (head := _introduced(reader, at)) is not None:
        yield _whole(reader, head)
    if len(word) == 1 and reader.cased and word != "m":
        yield from _initialled(reader, at)
    yield from _by_first_name(reader, at)


def _whole(reader: Reader, head: int, start: int | None = None) -> Place:
    """The name whose first word is `head`, with the surnames that follow."""
    last, taken = head, 0
    while taken < 3:
        step = _next_part(reader, last)
        if step is None:
            break
        last, taken = step, taken + 1
    end = reader.places[last][1]
    if reader.initial(last) and reader.text[end : end + 1] == ".":
        end += 1
    return reader.places[head if start is None else start][0], end


def _next_part(reader: Reader, last: int) -> int | None:
    gap = reader.gap(last)
    if gap not in _SPACES and not (gap in (". ", ".") and len(reader.words[last]) == 1):
        return None
    at = last + 1
    if reader.words[at] in PARTICLES and reader.gap(at) in _SPACES:
        while reader.word(at) in PARTICLES and reader.gap(at) in _SPACES and at < last + 4:
            at += 1
        if not reader.cased and at > last + 2:  # « émilie de la ludothèque »
            return None
        return at if reader.unknown(at) and reader.word(at) not in NAMES.place_words else None
    if reader.proper(at) or reader.initial(at):
        return at
    return None


def _titled(reader: Reader, at: int) -> Iterator[Place]:
    """« Mme Dupont », « le docteur Vidal », « M. de La Tour », « MM. Capelle et Fraysse »."""
    word, gap = reader.words[at], reader.gap(at)
    if gap not in _TITLE_GAPS[word in _ABBREVIATED] or _measures(reader, at):
        return
    head = at + 1
    while reader.word(head) in PARTICLES and reader.gap(head) in _SPACES and head < at + 4:
        head += 1
    if head >= reader.count or not _takes_title(reader, at, head):
        return
    place = _whole(reader, head, start=at + 1)
    yield place
    if word in ("mesdames", "messieurs", "mm", "mmes", "mlles"):
        for other in range(head + 1, min(head + 4, reader.count)):
            if reader.words[other] == "et" and reader.proper(other + 1):
                yield _whole(reader, other + 1)


def _measures(reader: Reader, at: int) -> bool:
    """« 50 m », « 5 mm », and the « m » that no full stop nor capital makes a title."""
    word = reader.words[at]
    if word not in ("m", "mm"):
        return False
    before = reader.text[: reader.places[at][0]].rstrip()[-1:]
    dotted = reader.gap(at).startswith(".")
    return before.isdigit() or before in ("'", "’") or not (dotted or reader.capital(at))


def _takes_title(reader: Reader, at: int, head: int) -> bool:
    word, name = reader.words[at], reader.words[head]
    if reader.initial(head):
        return head == at + 1
    if len(name) < 2 or name in NAMES.titles or (head > at + 1 and reader.acronym(head)):
        return False
    if reader.cased and reader.capital(head) and name in NAMES.also_surnames:
        return head == at + 1
    if not reader.cased and word in _ABBREVIATED and name in NAMES.also_surnames:
        return head == at + 1
    if name in NAMES.never_names:
        return False
    if (reader.cased and reader.capital(head)) or reader.known(head):
        return True
    if name in NAMES.after_title or name in NAMES.relations or len(name) < 3:
        return False
    plain = name in NAMES.ordinary
    if head > at + 1:  # « mme de la tour » where case says nothing
        return not reader.cased and not plain
    return word in _ABBREVIATED or not (reader.cased or plain)


def _tied(reader: Reader, at: int) -> Iterator[Place]:
    """« ma voisine Odette », « le gendarme Costes », « la nounou, Sylvaine Courtiolle »."""
    if reader.cased and reader.capital(at) and not reader.opens(at):
        return
    head, gap = at + 1, reader.gap(at)
    if reader.word(head) in ("de", "des", "du", "d", "a") and gap in _SPACES:
        placed = reader.word(head + 1) in NAMES.never_names
        head, gap = head + 1 + placed, reader.gap(head + placed)
        if not placed and reader.words[head - 1] != "des":
            return  # « la fille de Séverine »: her first name tells
    if head >= reader.count:
        return
    if gap in _SPACES or gap == " «":
        named = reader.known(head) and reader.word(head) not in NAMES.ordinary
        if named or (reader.unknown(head) and (reader.cased or reader.words[at] in _BY_NAME)):
            yield _whole(reader, head)
    elif _PUNCTUATED.match(gap) and (
        reader.first_name(head)
        or (reader.cased and reader.unknown(head) and reader.unknown(head + 1))
    ):
        yield _whole(reader, head)


def _young(reader: Reader, at: int) -> Iterator[Place]:
    """« la petite Rose », « le jeune Lucas »; not « Le Petit Train »."""
    if (reader.cased and reader.capital(at)) or reader.word(at - 1) not in _DETERMINERS:
        return
    if reader.gap(at) not in _SPACES:
        return
    ordinary = reader.word(at + 1) in NAMES.ordinary and not reader.cased
    if (reader.known(at + 1) and not ordinary) or (reader.cased and reader.unknown(at + 1)):
        yield _whole(reader, at + 1)


def _cued(reader: Reader, at: int) -> Iterator[Place]:
    """« demandez à Francis », « chez les Lafargue », « Cordialement, Yves Lestrade »."""
    word, head = reader.words[at], at + 1
    if word == "apres" and reader.word(at - 1) != "d":
        return
    while reader.word(head) in _BETWEEN and head < at + 3 and reader.gap(head) in _SPACES:
        head += 1
    gap = reader.gap(head - 1)
    if head >= reader.count or not (
        gap in _SPACES or (word in _CLOSING and not gap.strip(" \n\r,.:—-"))
    ):
        return
    known = reader.known(head) and (reader.cased or reader.first_name(head))
    known = known and reader.word(head) not in NAMES.never_names
    several = reader.word(head - 1) in ("des", "les") and word != "chez"
    strict = word in _STRICT and not several and reader.cased and reader.unknown(head)
    if known or strict or word in _CLOSING and reader.initial(head) and reader.proper(head + 1):
        yield _whole(reader, head)


def _introduced(reader: Reader, at: int) -> int | None:
    """Where the name begins that this word ends introducing; None when it introduces nobody."""
    word, before = reader.words[at], reader.word(at - 1)
    head, gap = at + 1, reader.gap(at)
    if head >= reader.count:
        return None
    if (word == "appelle" and before in ("m", "s")) or (word == "nomme" and before == "se"):
        sure = True
    elif word in ("est", "is") and before in ("nom", "prenom", "name", "c"):
        sure = before != "c" or reader.word(at - 2) in ("moi", "ici")
    elif word in ("nom", "prenom", "nee") and gap.strip() in ("", ":"):
        sure = bool(gap.strip()) or reader.text[reader.places[at][0]].isupper() or word == "nee"
    elif word == "moi" or (word in ("suis", "m", "am") and before in ("je", "i")):
        sure = False
    else:
        return None
    if gap.strip(" ,:«\n"):
        return None
    if reader.first_name(head) or (reader.cased and reader.known(head)):
        return head
    if word == "nee" and reader.proper(head):
        return head
    return head if sure and reader.cased and reader.unknown(head) else None


def _initialled(reader: Reader, at: int) -> Iterator[Place]:
    """« J. Mazet »."""
    if reader.initial(at) and reader.gap(at) in (". ", ".") and reader.unknown(at + 1):
        yield _whole(reader, at + 1, start=at)


def _by_first_name(reader: Reader, at: int) -> Iterator[Place]:
    """« Odette », « Rose Delteil », « ROUMIEUX Claudine »; not « l’école Jean Moulin »."""
    if not _stands(reader, at) or _after_place(reader, at):
        return
    start = at
    if at and reader.gap(at - 1) == " " and _shouted(reader, at - 1):
        start = at - 1
    yield _whole(reader, at, start=start)


def _shouted(reader: Reader, at: int) -> bool:
    start, end = reader.places[at]
    word = reader.words[at]
    if not reader.cased:
        return reader.opens(at) and reader.unknown(at) and word not in NAMES.relations
    return (
        end - start > 2
        and reader.text[start:end].isupper()
        and word not in NAMES.never_names
        and word not in NAMES.titles
    )


def _stands(reader: Reader, at: int) -> bool:
    word = reader.words[at]
    if reader.first_name(at):
        small = reader.cased and not reader.capital(at)
        common = small and reader.word(at - 1) in ("le", "un", "des", "les", "une")
        return word not in NAMES.never_names and not common
    follows = reader.gap(at) in _SPACES and reader.unknown(at + 1)
    if word in NAMES.capital_first_names:
        initialled = reader.gap(at) == " " and reader.initial(at + 1)
        if reader.cased:
            opening = reader.opens(at) and word in NAMES.opening_words
            return reader.capital(at) and (follows or initialled or not opening)
        return follows
    if word not in NAMES.ambiguous_first_names:
        return False
    both = reader.gap(at) in _SPACES and reader.known(at + 1) and not reader.acronym(at)
    if reader.cased:
        initialled = reader.gap(at) == " " and reader.initial(at + 1)
        return reader.capital(at) and (follows or both or initialled)
    return follows and reader.word(at - 1) not in _DETERMINERS


def _after_place(reader: Reader, at: int) -> bool:
    before = at - 1
    while (
        before > at - 5
        and (reader.word(before) in PARTICLES or _named(reader, before))
        and reader.gap(before) in _SPACES
    ):
        before -= 1
    if before < 0 or _breaks(reader.gap(before)):
        return False
    word = reader.words[before]
    if word in NAMES.young or word in ("grand", "grande", "maison", "ma"):
        return reader.cased and reader.capital(before) and not reader.opens(before)
    return word in NAMES.place_words


def _named(reader: Reader, at: int) -> bool:
    return reader.cased and at >= 0 and reader.capital(at) and reader.known(at)


def _breaks(gap: str) -> bool:
    return bool(gap.strip(" '’«\"“-"))
