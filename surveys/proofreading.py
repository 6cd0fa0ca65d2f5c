"""Wording that may spoil an answer, and personal data asked for: hints for a writer, not verdicts.

Patterns in French and English, looked for in one question's text. They see words, not meaning: a
hint may be wrong, and silence proves nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.words import is_french


@dataclass(frozen=True)
class Hint:
    """`kind`: leading, double, negative or personal; `excerpt`: the words; `advice`: what to do."""

    kind: str
    excerpt: str
    advice: str


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_SUBJECT_FR = r"(?:-(?:vous|tu|il|elle|on|ils|elles)|\b(?:vous|tu|il|elle|on))"
# What pushes towards an answer: asking to agree, taking a fact for granted, loaded words.
_LEADING_FR = _any(
    r"n[’']\s?(?:êtes|est|était|ont|avez|a)" + _SUBJECT_FR + r"?\s+pas\b",
    r"\bne\s+\w+-(?:vous|t-il|t-elle|t-on|on)\s+pas\b",
    r"\bne faut-il pas\b",
    r"\bn[’']est-ce pas\b",
    r"\b(?:comme|ainsi que) (?:tout le monde|chacun|la plupart (?:des gens|d’entre nous))\b",
    r"\b(?:comme chacun sait|tout le monde sait|il est (?:évident|clair|bien connu) que)\b",
    r"\b(?:êtes|seriez)-vous d[’']accord (?:que|qu[’']|pour dire|avec le fait)",
    r"\bpensez-vous (?:aussi|vous aussi|comme nous|également)\b",
    r"\b(?:pourquoi|à quel point|combien) "
    r"(?:aimez|appréciez|êtes-vous (?:satisfait|content|heureux))",
    r"\b(?:excellente?s?|formidables?|magnifiques?|remarquables?|indispensables?)\b",
    r"\b(?:scandaleu(?:x|ses?)|honteu(?:x|ses?)|catastrophiques?|inadmissibles?|déplorables?)\b",
)
_LEADING_EN = _any(
    r"\b(?:do|does|did|is|are|was|were|would|should|could)n[’']t (?:you|we|it|they|there)\b",
    r"\bdon[’']t you (?:think|agree)\b",
    r"\b(?:wouldn[’']t you agree|do you (?:also )?agree that|would you agree that)\b",
    r"\b(?:as (?:everyone|we all) knows?|everyone knows|it is (?:obvious|clear|well known) that)\b",
    r"\blike (?:most people|everyone)\b",
    r"\b(?:why|how much) do you (?:like|love|enjoy|appreciate)\b",
    r"\b(?:excellent|wonderful|outstanding|fantastic|shameful|disgraceful|appalling|terrible)\b",
)
# Two things asked at once: « et » between two services or two qualities, or « ou » of two actions.
_SATISFIED_FR = r"\b(?:satisfaite?s?|contente?s?|informée?s?)\b"
_OF_FR = r"(?:de l[’']|de |du |des )"
_DOUBLE_FR = _any(
    _SATISFIED_FR + r"[^?]*\b" + _OF_FR + r"[^?,]*\bet " + _OF_FR + r"\w+",
    r"\b(?:trouvez|jugez|estimez)-vous\b[^?]*\b\w{4,} et \w{4,}\s*\?",
    r"-vous\b[^?,]*\bet (?:l[’']|les? |la |y |en )?\w+-vous\b",
    r"\?[^?]*\b(?:et si oui|si oui|pourquoi|et pourquoi|lesquels|laquelle)\b[^?]*\?",
    r"\bet/ou\b",
)
_DOUBLE_EN = _any(
    r"\b(?:satisfied|happy|pleased) with\b[^?,]*\band\s+(?:with\s+)?(?:the|your|its|our)\b",
    r"\b(?:find|think|rate|feel)\b[^?,]*\b\w{4,} and \w{4,}\s*\?",
    r"\b(?:do|did|would) you\b[^?,]*\band (?:do|did|would|how|why)\b",
    r"\?[^?]*\b(?:if so|and why|why)\b[^?]*\?",
    r"\band/or\b",
)
_NEGATIVE_FR = _any(
    r"\bne\b[^?.]*\b(?:pas|jamais|plus)\b[^?.]*\b(?:sans|ne|n[’']\w+|im\w+ible|in\w+able)\b",
    r"\bn[’']\w+[^?.]*\bpas\b[^?.]*\b(?:sans|ne|n[’']\w+)\b",
)
_NEGATIVE_EN = _any(r"\b(?:not|never|n[’']t)\b[^?.]*\b(?:not|never|without|unless|no)\b")
# What identifies a person, or touches health.
_PERSONAL_FR = {
    "le nom": _any(
        r"\b(?:votre|vos|ton)\s+(?:noms?|prénoms?)\b",
        r"\bnoms? (?:et|,) prénoms?\b",
        r"\bcomment vous appelez-vous\b",
        r"^\s*(?:pré)?noms?\s*(?::|\?|$)",
    ),
    "le téléphone": _any(
        r"\bvotre (?:téléphone|portable|mobile)\s*(?:\?|:|$)",
        r"\bnuméros? de (?:téléphone|portable|mobile)\b",
        r"\bà quel numéro\b",
    ),
    "l’adresse électronique": _any(
        r"\b(?:votre|adresses?) (?:adresse )?(?:e-?mails?|mails?|courriels?|électroniques?)\b",
    ),
    "l’adresse postale": _any(
        r"\bvotre adresse\b(?! (?:e-?mail|mail|électronique|courriel))",
        r"\badresse postale\b",
        r"\bquelle rue\b",
        r"\bnuméro et (?:nom de )?(?:la )?rue\b",
    ),
    "la date de naissance": _any(
        r"\bdate de naissance\b", r"\bquand êtes-vous né", r"\bné(?:\(?e\)?)? le\b"
    ),
    "le numéro de sécurité sociale ou d’allocataire": _any(
        r"\bnuméro (?:de sécurité sociale|d[’']allocataire|caf|msa|fiscal)\b", r"\bnir\b"
    ),
    "la santé": _any(
        r"\b(?:votre|vos|avez-vous) [^?]*\b(?:maladies?|pathologies?|diagnostics?|antécédents"
        r"|handicaps?|traitements? médica\w+)\b",
        r"\b(?:votre état de santé|votre santé|vos médicaments|souffrez-vous)\b",
        r"\bêtes-vous (?:malade|enceinte|handicapé|en situation de handicap)",
        r"\btaux (?:de handicap|d[’']incapacité)\b",
    ),
}
_PERSONAL_EN = {
    "le nom": _any(
        r"\b(?:your|full|first|last|family) (?:full )?names?\b", r"\bwhat are you called\b"
    ),
    "le téléphone": _any(
        r"\b(?:phone|telephone|mobile) numbers?\b", r"\byour (?:tele)?phone\b(?=\s*\?|\s*$)"
    ),
    "l’adresse électronique": _any(r"\be-?mail(?: address)?\b"),
    "l’adresse postale": _any(
        r"\b(?:your|home|postal|street) address\b(?!\s*\(?e-?mail)", r"\bwhich street\b"
    ),
    "la date de naissance": _any(
        r"\bdate of birth\b", r"\bwhen were you born\b", r"\bbirth ?day\b"
    ),
    "le numéro de sécurité sociale ou d’allocataire": _any(r"\bsocial security number\b"),
    "la santé": _any(
        r"\b(?:your|any|what) (?:\w+ )?(?:illness(?:es)?|medical conditions?|diagnos[ie]s"
        r"|medications?|disabilit(?:y|ies))\b",
        r"\byour (?:state of )?health\b",
        r"\bdo you suffer\b",
        r"\bare you (?:ill|pregnant|disabled)\b",
    ),
}
# « N’écrivez ni nom ni information de santé » protects: it asks for nothing.
_PROTECTS = re.compile(
    r"[^.!?\n]*\b(?:n[’'](?:écrivez|indiquez)|ne (?:donnez|dites|mettez|notez)|sans nom"
    r"|(?:do not|don[’']t) (?:write|give|include)|without (?:your )?name)\b[^.!?\n]*[.!?]?",
    re.IGNORECASE,
)
_ADVICE = {
    "leading": "Cette tournure pousse peut-être vers une réponse. Demandez "
    "« Que pensez-vous de… ? », ou proposez le pour et le contre à égalité.",
    "double": "Cette question en pose peut-être deux à la fois. Faites-en deux questions : "
    "on ne sait pas, sinon, à laquelle la personne répond.",
    "negative": "Deux négations dans la même phrase : dites la même chose à l’affirmative.",
}
_PERSONAL_ADVICE = (
    "Cette question demande peut-être {what}. Avez-vous besoin de le savoir pour décider ? "
    "Sinon, retirez-la. Si oui, dites pourquoi, qui le lira et combien de temps il est gardé."
)


def hints(text: str, language: str = "fr", *, hint: str = "") -> list[Hint]:
    """What a writer may want to look at again, in a question's text and its help."""
    french = is_french(language)
    wording = (
        ("leading", _LEADING_FR if french else _LEADING_EN),
        ("double", _DOUBLE_FR if french else _DOUBLE_EN),
        ("negative", _NEGATIVE_FR if french else _NEGATIVE_EN),
    )
    found = [
        Hint(kind, _excerpt(match), _ADVICE[kind])
        for kind, pattern in wording
        if (match := pattern.search(text))
    ]
    return [*found, *_personal(f"{text}\n{hint}", french)]


def _personal(text: str, french: bool) -> Iterator[Hint]:
    asked = _PROTECTS.sub(" ", text)
    for what, pattern in (_PERSONAL_FR if french else _PERSONAL_EN).items():
        if match := pattern.search(asked):
            yield Hint("personal", _excerpt(match), _PERSONAL_ADVICE.format(what=what))


def _excerpt(match: re.Match[str]) -> str:
    words = " ".join(match.group().split())
    return words if len(words) <= 60 else f"{words[:57]}…"
