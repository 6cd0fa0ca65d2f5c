"""What storage and service tests put in a database: plain functions with good defaults."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from analysis.tagging.evidence import Span
from analysis.tagging.tagger import Proposal, Verdict
from app.models.coding import Coding, Tag
from app.models.grid import FAMILIES, Theme
from app.services.questionnaires import questionnaires
from surveys import models, schema, storage
from surveys.answers import Checked, Value
from surveys.base import prepare_engine
from surveys.questions import AgeBand, Choice, Commune, LongText, SingleChoice
from tests.answering import survey as questionnaire

DAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
SECRET = b"a secret of thirty-two signs, at least"
GOOD_OR_BAD = (Choice(key="bien", label="Bien"), Choice(key="mal", label="Mal"))
PLACES = {"99001": ("Valbrune", 500), "99002": ("Saint-Aubin-du-Lac", 250)}
GRID = {
    "enjeu": ("mobilite", "sante", "logement"),
    "domaine": ("jeunesse", "culture"),
    "polarity": ("point_fort", "point_vigilance", "proposition", "neutre"),
}


def opened(url: str, writing: Callable[[], bool] = lambda: True) -> Engine:
    """A database as the application opens it; writing unless `writing()` says otherwise."""
    engine = create_engine(url)
    prepare_engine(engine, writing)
    return engine


def as_typed(text: str) -> tuple[str, bytes | None]:
    """A protection that masks nothing."""
    return text, None


def definition(slug: str = "essai", **changes: object) -> schema.Survey:
    """A commune, an age, a choice and two open questions; the second asks for proposals."""
    asked = questionnaire(
        Commune(key="ou", label="Où habitez-vous ?"),
        AgeBand(key="age", label="Votre âge ?"),
        SingleChoice(key="avis", label="Votre avis ?", choices=GOOD_OR_BAD),
        LongText(key="dire", label="Que voulez-vous dire ?"),
        LongText(key="proposer", label="Que proposez-vous ?", polarity="proposition"),
        slug=slug,
    )
    return schema.from_dict(schema.to_dict(asked) | changes)


def territory(session: Session, key: str = "ici", **changes: object) -> models.Territory:
    """A territory with two communes and a small grid."""
    made = models.Territory(
        **{"key": key, "name": f"Communauté de {key}", "short_name": key, **changes}
    )
    for code, (name, people) in PLACES.items():
        made.communes.append(models.Commune(code_insee=code, name=name, population=people))
    session.add(made)
    session.flush()
    for family in FAMILIES:
        for position, label in enumerate(GRID[family]):
            session.add(
                Theme(
                    territory_id=made.id,
                    family=family,
                    key=label,
                    label=label.capitalize(),
                    position=position,
                    version="1",
                )
            )
    session.flush()
    return made


def published(
    session: Session, where: models.Territory, asked: schema.Survey | None = None
) -> models.Survey:
    """A survey open in this territory."""
    return storage.publish(session, where, asked or definition(), today=DAY).survey


def submission(
    key: str | None = None,
    paroles: Mapping[str, str] | None = None,
    received_on: date = DAY,
    channel: str = "web",
    campaign: str = "",
    **values: Value,
) -> storage.Submission:
    """What a form brings; `values` are closed answers by question key."""
    said = {"dire": "Le car passe trop tôt."} if paroles is None else dict(paroles)
    checked = Checked(values=dict(values), paroles=said, errors={})
    return storage.Submission(
        checked=checked,
        key=key or uuid4().hex,
        received_on=received_on,
        channel=channel,
        campaign=campaign,
    )


def save(
    session: Session,
    survey: models.Survey,
    given: storage.Submission,
    protect: storage.Protect = as_typed,
) -> storage.Saved:
    version = survey.versions[-1]
    asked = questionnaires.definition(version)
    return storage.save(session, survey, version, asked, given, secret=SECRET, protect=protect)


def response(
    session: Session, survey: models.Survey, given: storage.Submission | None = None
) -> models.Response:
    """A stored response, with its paroles."""
    saved = save(session, survey, given or submission())
    found = storage.find_by_code(session, survey.id, saved.code, secret=SECRET)
    assert found is not None
    return found


def parole(session: Session, survey: models.Survey, text: str, **values: Value) -> models.Parole:
    """One stored parole, answering the first open question."""
    return response(session, survey, submission(None, {"dire": text}, **values)).paroles[0]


def tagged(
    session: Session,
    parole_id: int,
    *keys: str,
    family: str = "enjeu",
    state: str = "proposed",
    score: float = 0.8,
    spans: Sequence[Sequence[float]] = (),
) -> list[Tag]:
    """Tags of one family on a parole, the machine's unless `state` is `added`; it was read."""
    if session.get(Coding, parole_id) is None:
        session.add(_read(parole_id))
    decided = {} if state == "proposed" else {"decided_at": NOW}
    tags = [
        Tag(
            parole_id=parole_id,
            family=family,
            key=key,
            source="human" if state == "added" else "machine",
            state=state,
            score=None if state == "added" else score,
            spans=[list(span) for span in spans],
            **decided,
        )
        for key in keys
    ]
    session.add_all(tags)
    session.flush()
    return tags


def _read(parole_id: int) -> Coding:
    return Coding(
        language="fr",
        parole_id=parole_id,
        tagger_version="essai-1",
        grid_version="1",
        confidence="to_check",
        twin_key=str(parole_id),
    )


class FakeTagger:
    """Proposes what it was told to, by text; remembers the polarities it was told to expect."""

    def __init__(self, told: Mapping[str, Sequence[Proposal]], version: str = "essai-1") -> None:
        self.told = told
        self.version = version
        self.grid_version = "grille-1"
        self.expected: dict[str, str | None] = {}

    def read(
        self, texts: Sequence[str], *, expected_polarity: Sequence[str | None]
    ) -> list[Verdict]:
        self.expected.update(zip(texts, expected_polarity, strict=True))
        return [self._verdict(text) for text in texts]

    def _verdict(self, text: str) -> Verdict:
        told = list(self.told.get(text, ()))
        found = any(each.family == "enjeu" for each in told)
        return Verdict(told, "to_check" if found else "unknown", 0.9 if found else 0.4)


def proposal(
    key: str, score: float = 0.8, family: str = "enjeu", spans: Sequence[Span] = ()
) -> Proposal:
    return Proposal(family=family, key=key, score=score, spans=tuple(spans))
