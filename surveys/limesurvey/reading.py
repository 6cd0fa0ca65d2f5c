"""A structure file as a questionnaire: what was understood, and each question that was not."""

from pathlib import PurePath
from typing import Any, Final

from surveys.conditions import BadCondition
from surveys.foreign import Asked, Part, assemble, key_of, minutes_for, slug_of
from surveys.kinds.lists import OTHER
from surveys.limesurvey.expressions import Named, convert
from surveys.limesurvey.kinds import Taken, take
from surveys.limesurvey.rows import Row, Structure, structures
from surveys.loader import french_spacing
from surveys.outcome import Outcome, Place, Remarks, UnreadableForm
from surveys.words import LANGUAGES, is_french

# Read, or of the file's own making.
_COLUMNS: Final = frozenset(
    {"id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language",
     "mandatory", "same_default", "same_script", "encrypted", "hidden", "other",
     "public_statistics", "statistics_showgraph", "statistics_graphtype", "statistics_showmap",
     "page_break", "scale_export", "hide_tip"}
)  # fmt: skip
# An export writes the settings nobody touched, and how LimeSurvey shows its own figures.
_AS_USUAL: Final = ("0", "N", "inherit")
_EACH_LINE: Final = ("Q", "K")  # several short texts, several numbers


def read(data: bytes, name: str = "questionnaire.txt") -> Outcome:
    """The questionnaire of a structure file; `name` is the file's. Raises `UnreadableForm`."""
    found, remarks = structures(data), Remarks()
    language = _language(found)
    own = language.split("-")[0] if language.split("-")[0] in LANGUAGES else "fr"
    if own != language:
        said = f"la langue « {language} » n’est pas proposée ; ses textes sont pris pour « {own} »."
        remarks.adapted(Place("", 1), said)
    form = _Form(own, remarks)
    for group in found[language].groups:
        form.group(group)
    translations = {}
    for other, structure in found.items():
        code = other.split("-")[0]
        if other in ("", language):
            continue
        if code not in LANGUAGES or code == own or code in translations:
            remarks.lost(Place("", 1), f"la langue « {other} » n’est pas reprise.")
            continue
        translations[code] = _texts_of_whole(structure)
        form.translate(code, structure)
    whole = _whole(found[language], own, PurePath(name).stem, form, remarks)
    return assemble(whole, form.parts, translations, remarks)


def _language(found: dict[str, Structure]) -> str:
    """The survey's own: said in its settings, else the first that has questions."""
    said = found.get("", Structure()).settings.get("language")
    with_groups = [language for language, made in found.items() if made.groups]
    if said is not None and said.get("text") in with_groups:
        return said.get("text")
    if not with_groups:
        raise UnreadableForm("Ce fichier ne contient aucune question.")
    return with_groups[0]


def _whole(
    structure: Structure, own: str, name: str, form: "_Form", remarks: Remarks
) -> dict[str, Any]:
    said = _texts_of_whole(structure)
    title = form.typeset(said["title"]) or name
    asked = sum(len(part.questions) for part in form.parts)
    remarks.adapted(
        Place("", 1),
        "le public n’est pas dit : « habitant » est mis. Il reste à écrire, dans l’éditeur, qui "
        "lit les réponses et comment les relire ou les effacer.",
    )
    whole: dict[str, Any] = {
        "slug": slug_of(title),
        "title": title,
        "public": "habitant",
        "minutes": minutes_for(asked),
        "purpose": [form.typeset(text) for path, text in said.items() if "purpose" in path],
        "next_steps": [form.typeset(text) for path, text in said.items() if "next" in path],
        "who_reads": [],
        "rights": "",
    }
    return whole | ({} if own == "fr" else {"language": own})


def _texts_of_whole(structure: Structure) -> dict[str, str]:
    """Path → text: the title, then the welcome and the farewell by paragraphs."""
    settings = structure.settings

    def lines(*names: str) -> list[str]:
        texts = [settings[name].text() for name in names if name in settings]
        return [line for text in texts for line in text.split("\n") if line]

    said = {"title": settings["surveyls_title"].text() if "surveyls_title" in settings else ""}
    welcome = lines("surveyls_description", "surveyls_welcometext")
    said |= {f"purpose.{n}": line for n, line in enumerate(welcome, 1)}
    return said | {f"next_steps.{n}": line for n, line in enumerate(lines("surveyls_endtext"), 1)}


class _Form:
    """Groups and questions under names that fit here."""

    def __init__(self, language: str, remarks: Remarks) -> None:
        self.language, self.remarks = language, remarks
        self.parts: list[Part] = []
        self.keys: set[str] = set()
        self.names: dict[str, Named] = {}  # of what was asked so far, for conditions
        self.made: dict[str, tuple[Asked, Taken]] = {}  # code → the question

    def typeset(self, text: str) -> str:
        """French spacing, where the language has it."""
        return french_spacing(text) if is_french(self.language) else text

    def group(self, group: Row) -> None:
        """A section, and its questions."""
        title = self.typeset(group.text("name"))
        key = key_of(title, {part.key for part in self.parts})
        part = Part(group.place, key, title or "Questions", self.typeset(group.text()))
        self.parts.append(part)
        relevance = group.get("relevance")
        for row in group.parts:
            equations = [said for said in (relevance, row.get("relevance")) if said.strip()]
            for line in self._questions(row):
                self._question(line, part, equations)

    def _questions(self, row: Row) -> list[Row]:
        """The row, or one for each line where several texts or numbers are asked at once."""
        if row.get("type/scale") not in _EACH_LINE or not row.of("SQ"):
            return [row]
        self.remarks.adapted(row.place, "chaque ligne devient une question.")
        made = []
        for line in row.of("SQ"):
            cells = row.cells | {
                "name": f"{row.get('name')}_{line.get('name')}",
                "text": f"{row.text()} – {line.text()}",
            }
            made.append(Row(line.place, cells))
        return made

    def _question(self, row: Row, part: Part, equations: list[str]) -> None:
        code = row.get("name")
        if row.get("hidden") == "1":
            self.remarks.lost(row.place, f"la question « {code} » est cachée ; elle est laissée.")
            return
        taken = take(row, self.remarks)
        if taken is None:
            return
        key = key_of(code, self.keys)
        self.keys.add(key)
        if key != code:
            self.remarks.adapted(row.place, f"« {code} » s’appelle ici « {key} ».")
        asked = self._asked(row, key, taken)
        if condition := self._condition(row, equations):
            asked.data["only_if"] = condition
        part.questions.append(asked)
        self.made[code] = asked, taken
        self._name(code, key, taken)
        self._tell(row, taken)

    def _asked(self, row: Row, key: str, taken: Taken) -> Asked:
        data = taken.data | {"key": key, "label": self.typeset(row.text()) or row.get("name")}
        if hint := self.typeset(row.text("help")):
            data["hint"] = hint
        for name in ("choices", "rows"):
            for item in data.get(name, ()):
                item["label"] = self.typeset(item["label"])
        mandatory = row.get("mandatory").upper()
        if mandatory == "Y" and taken.data["kind"] != "note":
            data["required"] = True
        elif mandatory == "S":
            said = "« obligatoire en douceur » n’existe pas ; la question est facultative."
            self.remarks.adapted(row.place, said)
        if "<" in row.get("text") + row.get("help"):
            self.remarks.adapted(row.place, "la mise en forme (HTML) est retirée du texte.")
        return Asked(row.place, data, taken.bounds)

    def _condition(self, row: Row, equations: list[str]) -> str:
        try:
            parts = [said for equation in equations if (said := convert(equation, self.names))]
        except BadCondition as error:
            self.remarks.lost(
                row.place,
                f"la condition « {' et '.join(equations)[:80]} » n’est pas reprise, la question "
                f"sera posée à tout le monde : {error}",
            )
            return ""
        return parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)

    def _name(self, code: str, key: str, taken: Taken) -> None:
        """What conditions call this question, and its parts."""
        if taken.data["kind"] == "several_choices":
            for there, choice in taken.choices.items():
                self.names[f"{code}_{there}"] = Named(key, {}, choice)
        elif taken.lines:
            for there, line in taken.lines.items():
                self.names[f"{code}_{there}"] = Named(f"{key}_{line}", taken.choices)
        elif taken.data["kind"] != "note":
            self.names[code] = Named(key, taken.choices)
        if taken.data.get("other"):
            self.names[f"{code}_other"] = Named(f"{key}_{OTHER}", {})

    def _tell(self, row: Row, taken: Taken) -> None:
        """The settings of the question that say something and were not taken."""
        left = [
            name
            for name, value in row.cells.items()
            if name not in _COLUMNS | taken.used and value not in _AS_USUAL
        ]
        if row.get("other").upper() == "Y" and not taken.data.get("other"):
            left.append("other")
        if left:
            self.remarks.adapted(row.place, f"réglages non repris : {', '.join(sorted(left))}.")

    def translate(self, language: str, structure: Structure) -> None:
        """The same groups and questions in another language, by their order and their codes."""
        for part, group in zip(self.parts, structure.groups, strict=False):
            part.texts[language] = {"title": group.text("name"), "intro": group.text()}
        rows = [row for group in structure.groups for row in group.parts]
        for row in (line for whole in rows for line in self._translated(whole)):
            asked, taken = self.made.get(row.get("name"), (None, None))
            if asked is None or taken is None:
                continue
            said = {"label": row.text(), "hint": row.text("help"), "unit": row.text("suffix")}
            for inner in row.parts:
                path = taken.paths.get((inner.get("class"), inner.get("name")))
                if path:
                    said[path] = inner.text()
            asked.texts[language] = said

    def _translated(self, row: Row) -> list[Row]:
        if row.get("type/scale") not in _EACH_LINE or not row.of("SQ"):
            return [row]
        code, text = row.get("name"), row.text()
        return [
            Row(
                line.place,
                {"name": f"{code}_{line.get('name')}", "text": f"{text} – {line.text()}"},
            )
            for line in row.of("SQ")
        ]
