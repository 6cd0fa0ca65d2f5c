"""The marks of a Word template: what they may do, and which one is wrong, in words."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

# A mark shows a text, chooses or repeats. It computes nothing, calls nothing and keeps nothing:
# whatever a template holds, filling it in takes a bounded time.
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Compare,
    nodes.Operand, nodes.Filter, nodes.Test,
)  # fmt: skip
_FILTERS: Final = {"upper", "lower", "capitalize", "title", "trim", "length", "first", "last"}
_DEEPEST: Final = 3
_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD: Final = re.compile(r"[%{}\-]+\s*(?:p|tr|tc|r)?\s*(\w+)")
_LONGEST: Final = 60
_START: Final = {"if": "endif", "for": "endfor"}
ADVICE: Final = "Corrigez-la, ou repartez du modèle livré."


class Marks(SandboxedEnvironment):
    """Fills in texts, within what `_ALLOWED` says."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined)
        self.globals.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            filters = isinstance(node, nodes.Filter) and node.name not in _FILTERS
            if filters or not isinstance(node, _ALLOWED):
                raise TemplateSyntaxError("a mark does not do that", node.lineno or 1)
        if _depth(tree) > _DEEPEST:
            raise TemplateSyntaxError("too many loops in one another", 1)
        return tree


def _depth(node: nodes.Node) -> int:
    deepest = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return deepest + isinstance(node, nodes.For)


def sources(document: Any) -> list[str]:
    """The parts of a template that may hold marks, as docxtpl reads them."""
    found = [document.get_xml()]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        found += [document.get_part_xml(part) for _, part in document.get_headers_footers(uri)]
    return [document.patch_xml(xml) for xml in found]


def tags(source: str) -> list[str]:
    """Every mark of a part, as its author typed it or nearly."""
    return [unescape(found) for found in _TAG.findall(source)]


def problem(parts: Iterable[str]) -> str:
    """The first mark that is wrong, in a sentence that shows it; "" where all are well formed."""
    for source in parts:
        if said := _unclosed(source) or next(_misread(tags(source)), ""):
            return said
    return ""


def where(parts: Iterable[str], name: str) -> str:
    """The first mark that holds this name, "" without one."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return next((tag for part in parts for tag in tags(part) if word.search(tag)), "")


def _unclosed(source: str) -> str:
    for tag in _TAG.findall(source):
        if re.search(r"\{[{%]", tag[2:]) or "<w:" in tag:
            return _open(tag)
    rest = re.search(r"\{[{%].*", re.sub(r"<[^>]+>", "", _TAG.sub("", source)), re.DOTALL)
    return _open(rest[0]) if rest else ""


def _open(tag: str) -> str:
    told = unescape(re.sub(r"<[^>]+>", " ", tag))
    end = "}}" if told.startswith("{{") else "%}"
    told = re.split(r"\{[{%]", told[2:])[0]
    return (
        f"La balise «\u00a0{tag[:2]}{_short(told, 40)}\u00a0» n’est pas comprise\u00a0: elle "
        f"commence et ne se ferme pas. Il y manque «\u00a0{end}\u00a0». {ADVICE}"
    )


def _misread(found: Iterable[str]) -> Iterator[str]:
    """Marks that say nothing known, in order; then those that lack their end."""
    environment = Marks()
    opened: list[tuple[str, str]] = []
    for tag in found:
        word = said[1] if (said := _WORD.match(tag)) else ""
        if tag.startswith("{{"):
            tried = tag
        elif word in _START:
            opened.append((_START[word], tag))
            tried = f"{tag}{{% {_START[word]} %}}"
        elif word in ("elif", "else") and opened:
            tried = "{% if x %}" + (tag if word == "else" else tag) + "{% endif %}"
        elif opened and word == opened[-1][0]:
            opened.pop()
            continue
        elif word in _START.values():
            yield f"La balise «\u00a0{_short(tag)}\u00a0» termine ce qui n’a pas commencé. {ADVICE}"
            continue
        else:
            tried = tag
        try:
            environment.parse(tried)
        except TemplateError:
            yield (
                f"La balise «\u00a0{_short(tag)}\u00a0» n’est pas comprise\u00a0: une balise "
                f"montre un texte, choisit ou répète, avec les noms du modèle livré. {ADVICE}"
            )
    for end, tag in reversed(opened):
        yield (
            f"La balise «\u00a0{_short(tag)}\u00a0» n’est pas comprise\u00a0: il lui manque "
            f"sa fin, «\u00a0{{% {end} %}}\u00a0». {ADVICE}"
        )


def _short(text: str, most: int = _LONGEST) -> str:
    text = " ".join(text.split()) if text.startswith("{") else text.rstrip()
    return text if len(text) <= most else text[: most - 1] + "…"
