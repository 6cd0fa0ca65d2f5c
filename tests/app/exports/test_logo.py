"""A logo is drawn again: its dots and nothing else."""

import io

import pytest
from PIL import Image, ImageFile

from app.exports.logo import LARGEST, MAX_BYTES, BadLogo, redrawn


def image(size: tuple[int, int] = (300, 120), kind: str = "PNG", **more: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, "teal").save(stream, format=kind, **more)
    return stream.getvalue()


def test_a_photo_loses_what_its_camera_wrote() -> None:
    notes = Image.Exif()
    notes[0x010F] = "Appareil de Jeanne"
    data = image(kind="JPEG", exif=notes)
    assert b"Jeanne" in data
    drawn = redrawn(data)
    assert b"Jeanne" not in drawn
    with Image.open(io.BytesIO(drawn)) as found:
        assert (found.format, found.size, found.info) == ("PNG", (300, 120), {})


def test_a_big_one_is_made_smaller_in_proportion() -> None:
    with Image.open(io.BytesIO(redrawn(image((2400, 600))))) as found:
        assert found.size == (LARGEST[0], 300)


def test_clear_dots_stay_clear() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(stream, format="PNG")
    with Image.open(io.BytesIO(redrawn(stream.getvalue()))) as found:
        assert found.getpixel((3, 3)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "PNG ou JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG ou JPEG"),
        (image()[:80], "PNG ou JPEG"),
        (image(kind="GIF"), "PNG ou JPEG"),
        (image((20, 20)), "trop petit"),
        (image((7000, 6000)), "trop de points"),
        (b"x" * (MAX_BYTES + 1), "trop lourd"),
    ],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_what_is_no_logo_is_told_so(
    monkeypatch: pytest.MonkeyPatch, data: bytes, said: str, *, lenient: bool
) -> None:
    """lenient: as WeasyPrint leaves Pillow."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    with pytest.raises(BadLogo) as refused:
        redrawn(data)
    assert said in str(refused.value)
