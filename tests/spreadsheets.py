"""A spreadsheet that LibreOffice itself saved: written as its flat XML, converted by `soffice`."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="soffice is not there")
Rows = Sequence[Sequence[object]]
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def saved_by_libreoffice(folder: Path, name: str, sheets: Mapping[str, Rows]) -> Path:
    """The .xlsx that LibreOffice makes of these cells; its profile stays in `folder`."""
    flat = folder / f"{name}.fods"
    tables = "".join(map(_table, sheets, sheets.values()))
    flat.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.2" '
        f'office:mimetype="{_KIND}"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document>",
        "utf-8",
    )
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, str(flat)], check=True, capture_output=True, timeout=240)
    return folder / f"{name}.xlsx"


def _table(name: str, rows: Rows) -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows
    )
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    kind = f'office:value-type="float" office:value="{value}"'
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
