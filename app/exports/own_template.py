"""A Word template that somebody changed: checked before it is kept, tried before it is used."""

import io
import re
from dataclasses import dataclass
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from app.exports import docx_file, marks, trial
from app.exports.docx_file import BadTemplate

MAX_BYTES: Final = 2_000_000
MOST_INSIDE: Final = 30_000_000
LONGEST_PART: Final = 3_000_000
MOST_PARTS: Final = 500
MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ATTACHED: Final = "attachedTemplate"
ACTIVE: Final = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|macroEnabled", re.IGNORECASE)
FETCHES: Final = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b", re.IGNORECASE)
NOT_WORD: Final = (
    "Ce fichier ne s’ouvre pas comme un document Word (.docx). Dans Word ou LibreOffice, "
    "enregistrez-le au format « Document Word (.docx) », et apportez-le de nouveau."
)
MACROS: Final = (
    "Ce modèle contient des macros ou un objet incorporé. Enregistrez-le au format « Document Word "
    "(.docx) », sans macro, et collez images et tableaux comme de simples images et tableaux."
)
ELSEWHERE: Final = (
    "Ce modèle va chercher quelque chose ailleurs (« {what} »)\u00a0: qui ouvrirait le document "
    "appellerait cette adresse. Mettez l’image ou le texte dans le document lui-même."
)
# What a document without them no longer says, by the mark that says it.
SAYS: Final = {
    "methode": "la méthode et les limites",
    "bandeau": "l’avertissement sur les données d’exemple (il sera mis en haut de chaque page)",
    "periode": "la période des réponses",
    "technique": "les repères techniques",
    "enjeux": "ce qui est dit de chaque enjeu",
}


@dataclass(frozen=True)
class Checked:
    """A template that may be kept. lacks: what documents made from it will not say, in words."""

    data: bytes
    lacks: tuple[str, ...]


def check(data: bytes) -> Checked:
    """Opens it, refuses what is active or fetched from elsewhere, and fills it in twice.

    What comes back was written again: nothing that Word does not show stays in it. Raises
    `BadTemplate`, whose sentence shows the mark to correct.
    """
    _look_inside(data)
    written = _written_again(data)
    document = DocxTemplate(io.BytesIO(written))
    document.init_docx()
    parts = marks.sources(document)
    found = [tag for part in parts for tag in marks.tags(part)]
    if said := marks.problem(parts):
        raise BadTemplate(said)
    if not found:
        raise BadTemplate(
            "Ce document ne contient aucune balise entre accolades\u00a0: la synthèse serait "
            "toujours la même. Partez du modèle livré, et gardez ce qui est entre accolades."
        )
    for story in (trial.full(), trial.empty()):
        docx_file.synthesis_docx(story, io.BytesIO(), template=io.BytesIO(written))
    said_of = " ".join(found)
    return Checked(written, tuple(words for mark, words in SAYS.items() if mark not in said_of))


def lacks(data: bytes) -> tuple[str, ...]:
    """What documents made from a template that was kept do not say, in words."""
    document = DocxTemplate(io.BytesIO(data))
    document.init_docx()
    said = " ".join(tag for part in marks.sources(document) for tag in marks.tags(part))
    return tuple(words for mark, words in SAYS.items() if mark not in said)


def _look_inside(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise BadTemplate("Ce modèle est trop lourd : 2 Mo au plus. Réduisez ses images.")
    try:
        with ZipFile(io.BytesIO(data)) as package:
            _check_parts(package)
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
            if ACTIVE.search(types) or any(ACTIVE.search(name) for name in package.namelist()):
                raise BadTemplate(MACROS)
            if MAIN not in types:
                raise BadTemplate(NOT_WORD)
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    _check_part(name, package.read(name))
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, BadTemplate):
            raise
        raise BadTemplate(NOT_WORD) from error
    except etree.XMLSyntaxError as error:
        raise BadTemplate(NOT_WORD) from error


def _check_parts(package: ZipFile) -> None:
    """Before anything is unpacked: a small file may hold a huge one."""
    infos = package.infolist()
    longest = max((one.file_size for one in infos if one.filename.endswith(".xml")), default=0)
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_INSIDE:
        raise BadTemplate(NOT_WORD)
    if longest > LONGEST_PART:
        raise BadTemplate("Ce modèle est trop long : gardez-en quelques pages, avec les balises.")


def _check_part(name: str, body: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser)
    if root.getroottree().docinfo.doctype:
        raise BadTemplate(NOT_WORD)
    if name.endswith(".rels"):
        for link in root.iter("{*}Relationship"):
            kind = link.get("Type", "").rsplit("/", 1)[-1]
            outside = link.get("TargetMode") == "External"
            if kind == "aFChunk" or (outside and kind not in ("hyperlink", ATTACHED)):
                raise BadTemplate(ELSEWHERE.format(what=link.get("Target", "")[:60]))
        return
    codes = [code.text or "" for code in root.iter(qn("w:instrText"))]
    codes += [field.get(qn("w:instr"), "") for field in root.iter(qn("w:fldSimple"))]
    if found := FETCHES.search(" ".join(codes)):
        raise BadTemplate(ELSEWHERE.format(what=found[0]))


def _written_again(data: bytes) -> bytes:
    """The same document less what is not shown: parts linked to nothing, who changed it last, the
    template that it was made from."""
    try:
        document: Any = Document(io.BytesIO(data))
        settings = document.settings
        for attached in settings.element.findall(qn(f"w:{ATTACHED}")):
            settings.element.remove(attached)
        relations = document.part._settings_part.rels
        for name in [one.rId for one in relations.values() if one.reltype.endswith(ATTACHED)]:
            relations.pop(name)
        properties = document.core_properties
        properties.last_modified_by = ""
        if "{{" not in properties.author:
            properties.author = "{{ territoire }}"
        stream = io.BytesIO()
        document.save(stream)
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise BadTemplate(NOT_WORD) from error
    return stream.getvalue()
