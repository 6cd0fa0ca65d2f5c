"""A questionnaire as the three sheets of XLSForm: survey, choices, settings."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.asking import Choice, Context, Question
from surveys.kinds.lists import OTHER, Listed
from surveys.questions import AgeBand, Commune, LongText, Matrix, Number, Ranking, Scale
from surveys.schema import Section, Survey
from surveys.sentences import sentence
from surveys.words import AGE_BANDS
from surveys.xlsform import constraints, relevant
from surveys.xlsform.columns import language_name

Row = dict[str, str]
SPECIFY = {"fr": "Précisez", "en": "Please specify", "falc": "Écrivez votre réponse"}
_TYPES = {
    "single_choice": "select_one",
    "several_choices": "select_multiple",
    "scale": "select_one",
    "commune": "select_one",
    "age_band": "select_one",
    "ranking": "rank",
    "date": "date",
    "short_text": "text",
    "long_text": "text",
    "note": "note",
    "consent": "acknowledge",
}
_APPEARANCES = {"scale": "likert", "long_text": "multiline", "commune": "minimal"}
_OUR_KINDS = ("scale", "commune", "age_band")


@dataclass
class Tables:
    """The rows of each sheet, column → text, in order."""

    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    settings: list[Row] = field(default_factory=list)


def tables(survey: Survey, context: Context | None = None) -> Tables:
    """The sheets of a questionnaire; with a context, the communes are listed for other tools."""
    return _Writer(survey, context or Context()).tables()


class _Writer:
    def __init__(self, survey: Survey, context: Context) -> None:
        self.survey, self.context = survey, context
        self.boxes = relevant.consents(survey)
        self.said = {t.language: {x.path: x.text for x in t.texts} for t in survey.translations}
        self.made = Tables()
        self.names = {
            name for q in survey.questions for name in (q.key, *q.names(), *q.columns())
        } | {"meta"}  # which every XForm has

    def tables(self) -> Tables:
        self._settings()
        for section in self.survey.sections:
            self._section(section)
        return self.made

    def _settings(self) -> None:
        survey = self.survey
        row = {
            "form_title": survey.title,
            "form_id": survey.slug,
            "default_language": language_name(survey.language),
            "paroles_public": survey.public,
            "paroles_minutes": str(survey.minutes),
            "paroles_rights": survey.rights,
        }
        self._ours(row, "paroles_title", "title")
        self._ours(row, "paroles_rights", "rights")
        for name in ("purpose", "who_reads", "next_steps"):
            for number, text in enumerate(getattr(survey, name), 1):
                row[f"paroles_{name}_{number}"] = text
                self._ours(row, f"paroles_{name}_{number}", f"{name}.{number}")
        self.made.settings.append(row)

    def _section(self, section: Section) -> None:
        name, path = self._free(section.key, "section"), f"section.{section.key}"
        row = {"type": "begin_group", "name": name}
        if name != section.key:
            row["paroles_key"] = section.key
        self._text(row, "label", f"{path}.title", section.title)
        self.made.survey.append(row)
        if section.intro or any(f"{path}.intro" in texts for texts in self.said.values()):
            note = {"type": "note", "name": self._free(f"{section.key}_intro", "texte")}
            note["paroles_kind"] = "intro"
            self._text(note, "label", f"{path}.intro", section.intro)
            self.made.survey.append(note)
        for question in section.questions:
            self.made.survey.extend(self._rows(question))
        self.made.survey.append({"type": "end_group"})

    def _free(self, name: str, suffix: str) -> str:
        """A name that no question has: there, groups and questions share theirs."""
        tries, start = 1, name
        while name in self.names:
            name = f"{start}_{suffix}" + (f"_{tries}" if tries > 1 else "")
            tries += 1
        self.names.add(name)
        return name

    def _rows(self, question: Question) -> Iterator[Row]:
        row = self._common(question)
        if isinstance(question, Matrix):
            yield from self._matrix(question, row)
            return
        row["type"] = self._type(question)
        row["appearance"] = _APPEARANCES.get(question.kind, "")
        row["constraint"] = constraints.write(question)
        if row["constraint"]:
            message = f"constraint_message::{language_name(self.survey.language)}"
            row[message] = constraints.message(question)
        if question.kind in _OUR_KINDS:
            row["paroles_kind"] = question.kind
        self._own_fields(question, row)
        self._list_choices(question)
        yield row
        if isinstance(question, Listed) and question.other:
            yield self._specify(question)

    def _type(self, question: Question) -> str:
        if isinstance(question, Number):
            return "decimal" if question.decimal else "integer"
        if isinstance(question, Commune) and not self.context.communes:
            return "text"
        name = _TYPES[question.kind]
        listed = name in ("select_one", "select_multiple", "rank")
        return f"{name} {question.key}" if listed else name

    def _common(self, question: Question) -> Row:
        path = f"question.{question.key}"
        row = {"type": "", "name": question.key}
        self._text(row, "label", f"{path}.label", question.label)
        self._text(row, "hint", f"{path}.hint", question.hint)
        row["required"] = "yes" if question.required else ""
        row["relevant"] = relevant.write(question.only_if, self.boxes)
        if question.only_if.strip() != row["relevant"]:
            row["paroles_only_if"] = question.only_if
        row["paroles_wordings"] = " ".join(wording.public for wording in question.wordings)
        for wording in question.wordings:
            for name in ("label", "hint"):
                column = f"paroles_{name}_{wording.public}"
                row[column] = getattr(wording, name)
                self._ours(row, column, f"{path}.wordings.{wording.public}.{name}")
        return row

    def _own_fields(self, question: Question, row: Row) -> None:
        if isinstance(question, Number):
            row["paroles_unit"] = question.unit
            self._ours(row, "paroles_unit", f"question.{question.key}.unit")
        elif isinstance(question, LongText):
            row["paroles_polarity"] = question.polarity
        elif isinstance(question, Ranking) and question.max is not None:
            row["paroles_max"] = str(question.max)

    def _matrix(self, question: Matrix, row: Row) -> Iterator[Row]:
        required = row.pop("required")
        yield row | {"type": "begin_group", "appearance": "table-list"}
        for line in question.rows:
            asked = {"type": f"select_one {question.key}", "name": question.name_of(line.key)}
            path = f"question.{question.key}.rows.{line.key}"
            self._text(asked, "label", path, line.label)
            yield asked | {"required": required}
        yield {"type": "end_group"}
        self._list_choices(question)

    def _specify(self, question: Listed) -> Row:
        """« Other » opens a text: XLSForm asks it in a question of its own."""
        row = {"type": "text", "name": question.other_name}
        for language in self.survey.languages:
            row[f"label::{language_name(language)}"] = SPECIFY.get(language, SPECIFY["fr"])
        return row | {"relevant": f"selected(${{{question.key}}}, '{OTHER}')"}

    def _list_choices(self, question: Question) -> None:
        if isinstance(question, Scale):
            for choice in self._points(question):
                self.made.choices.append(choice)
        elif isinstance(question, AgeBand):
            offered = [Choice(key=key, label=label) for key, label in AGE_BANDS.items()]
            self._choices(question, offered)
        elif isinstance(question, Listed):
            self._choices(question, question.choices)
            if question.offered != question.choices:
                self._added_other(question)
        elif isinstance(question, Commune | Ranking | Matrix):
            self._choices(question, question.options(self.context))

    def _choices(self, question: Question, offered: tuple[Choice, ...] | list[Choice]) -> None:
        for choice in offered:
            row = {"list_name": question.key, "name": choice.key}
            path = f"question.{question.key}.choices.{choice.key}"
            self._text(row, "label", path, choice.label)
            self.made.choices.append(row)

    def _added_other(self, question: Listed) -> None:
        row = {"list_name": question.key, "name": OTHER, "paroles_added": "yes"}
        for language in self.survey.languages:
            row[f"label::{language_name(language)}"] = sentence("word.other", language)
        self.made.choices.append(row)

    def _points(self, question: Scale) -> Iterator[Row]:
        """« 1 (not at all) »: the words of an end stand beside its figure, in each language."""
        ends = {question.low: "low_label", question.high: "high_label"}
        for point in range(question.low, question.high + 1):
            row = {"list_name": question.key, "name": str(point)}
            for language in self.survey.languages:
                words = ""
                if point in ends:
                    path = f"question.{question.key}.{ends[point]}"
                    own = language == self.survey.language
                    text = getattr(question, ends[point])
                    words = text if own else self.said[language].get(path, "")
                row[f"label::{language_name(language)}"] = (
                    f"{point} ({words})" if words else str(point)
                )
            yield row

    def _text(self, row: Row, column: str, path: str, text: str) -> None:
        """A text in the survey's language and in each of its translations."""
        row[f"{column}::{language_name(self.survey.language)}"] = text
        for language, texts in self.said.items():
            row[f"{column}::{language_name(language)}"] = texts.get(path, "")

    def _ours(self, row: Row, column: str, path: str) -> None:
        """The translations of a text that XLSForm has no translatable column for."""
        for language, texts in self.said.items():
            row[f"{column}_{language}"] = texts.get(path, "")
