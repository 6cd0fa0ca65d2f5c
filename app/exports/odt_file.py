"""Our Word document as an OpenDocument text, by LibreOffice where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from app.exports.docx_file import Template, synthesis_docx
from app.exports.story import Story
from app.exports.target import Target

MISSING: Final = (
    "Le format OpenDocument demande LibreOffice, qui manque sur ce serveur. Demandez à qui le "
    "tient de l’installer : « apt install libreoffice-writer-nogui ». En attendant, le document "
    "Word s’ouvre dans LibreOffice."
)
FAILED: Final = (
    "LibreOffice n’a pas pu convertir ce document. Demandez le document Word : il s’ouvre dans "
    "LibreOffice."
)
SECONDS: Final = 180


class CannotConvert(Exception):
    """The sentence says what to install, or to ask for instead."""


def available() -> bool:
    """Whether this machine has LibreOffice."""
    return _program() is not None


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def synthesis_odt(story: Story, target: Target, *, template: Template = None) -> None:
    """Writes the document. Raises `CannotConvert`."""
    if not available():
        raise CannotConvert(MISSING)
    with tempfile.TemporaryDirectory(prefix="paroles-odt-") as folder:
        made = Path(folder) / "synthese.docx"
        synthesis_docx(story, made, template=template)
        converted = convert(made, "odt")
        if isinstance(target, Path):
            shutil.copyfile(converted, target)
        else:
            target.write(converted.read_bytes())


def convert(file: Path, to: str) -> Path:
    """The same document in another format, beside it. Raises `CannotConvert`.

    With a profile of its own, in the same folder: two conversions at once do not meet, and nobody's
    settings or macros take part.
    """
    program = _program()
    if program is None:
        raise CannotConvert(MISSING)
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = [program, profile, "--headless", "--norestore", "--convert-to", to]
    process = subprocess.Popen(  # noqa: S603 -- LibreOffice, on a file that we wrote
        [*command, "--outdir", str(file.parent), str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except BaseException as stopped:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(stopped, subprocess.TimeoutExpired):
            raise CannotConvert(FAILED) from None
        raise
    converted = file.with_suffix(f".{to}")
    if process.returncode or not converted.is_file():
        raise CannotConvert(FAILED)
    return converted
