"""What a person corrects in the masking of a parole, either way."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from analysis.privacy import MARK, Span, aligned, replaced
from app.services.paroles import coding, deciding, protection
from surveys.models import Parole

if TYPE_CHECKING:  # the tagger brings scikit-learn: pages that do not tag start without it
    from analysis.tagging import Tagger


class CannotMask(ValueError):
    """What is asked cannot be done; says why."""


def hidden(keys: tuple[str, ...], parole: Parole) -> list[tuple[Span, str]]:
    """Each masked passage of a parole, with the words it hides, in reading order."""
    text = protection.original(keys, parole.original, parole.text)
    return [(span, text[span.start : span.end]) for span in aligned(text, parole.text)]


def correct(
    session: Session,
    tagger: "Tagger",
    parole: Parole,
    keys: tuple[str, ...],
    *,
    shown: Collection[int],
    words: str,
    kind: str = "name",
) -> None:
    """Shows the masked passages numbered in `shown`, hides every occurrence of `words`.

    The machine reads the new text at once; tags that people decided stay, their evidence moved.
    """
    text = protection.original(keys, parole.original, parole.text)
    spans = _kept(text, parole.text, shown) + _occurrences(text, words, kind)
    before, parole.text = parole.text, replaced(text, _apart(spans))
    parole.original = protection.encrypted(keys, text) if parole.text != text else None
    session.flush()
    for tag in deciding.tags_of(session, [parole.id])[parole.id]:
        tag.spans = _moved(before, parole.text, tag.spans)
    coding.tag_chunk(session, tagger, [parole.id])


def _kept(text: str, masked: str, shown: Collection[int]) -> list[Span]:
    spans = aligned(text, masked)
    if MARK.search(masked) and not spans and text != masked:
        raise CannotMask("Le texte d’origine ne se lit plus : rien n’a été changé.")
    return [span for number, span in enumerate(spans) if number not in shown]


def _occurrences(text: str, words: str, kind: str) -> list[Span]:
    found, at = [], text.find(words) if words else -1
    if words and at < 0:
        raise CannotMask("Ces mots ne sont pas dans le texte : copiez-les tels quels.")
    while at >= 0:
        found.append(Span(at, at + len(words), kind))
        at = text.find(words, at + len(words))
    return found


def _apart(spans: Sequence[Span]) -> list[Span]:
    """In order, those that overlap made one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            last = kept.pop()
            span = Span(last.start, max(last.end, span.end), last.kind)
        kept.append(span)
    return kept


def _moved(before: str, after: str, spans: Sequence[Sequence[float]]) -> list[list[float]]:
    """Evidence where its words now are; evidence whose words are hidden goes."""
    moved = []
    for start, end, weight in spans:
        words = before[int(start) : int(end)]
        at = after.find(words, max(0, int(start) - abs(len(after) - len(before))))
        if words and at >= 0:
            moved.append([at, at + len(words), weight])
    return moved
