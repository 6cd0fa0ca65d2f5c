"""What a territory puts on its documents: kept apart from others', checked, given back."""

import io
from datetime import date

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.exports import docx_file, own_template
from app.exports.story import Dress
from app.services.reports import dressing
from surveys.models import Territory
from tests.storing import territory as another

TODAY = date(2026, 11, 25)
WORDS = {"contact": "Mairie", "intro": "Un mot.", "accent": "#7a1f5c", "second": "#1f4f7a"}


def logo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (80, 80), "teal").save(stream, format="PNG")
    return stream.getvalue()


def test_documents_wear_what_their_own_territory_chose(either: Session, here: Territory) -> None:
    there = another(either, "ailleurs")
    dressing.change(either, here, **WORDS)
    dressing.put_logo(either, here, logo())
    worn = dressing.dress(either, here)
    assert (worn.contact, worn.intro, worn.accent, worn.second) == tuple(WORDS.values())
    assert worn.logo
    assert dressing.dress(either, there) == Dress(accent=there.accent)
    dressing.remove_logo(either, here)
    assert dressing.dress(either, here).logo is None


def test_the_colours_as_delivered_follow_the_territory(either: Session, here: Territory) -> None:
    dressing.change(either, here, **WORDS | {"accent": here.accent, "second": dressing.INK})
    here.accent = "#333333"
    worn = dressing.dress(either, here)
    assert (worn.accent, worn.second) == ("#333333", "")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("accent", "#ffcc00", "trop claire"),
        ("second", "#777777", "4,5"),
        ("accent", "rouge", "comme #175a63"),
        ("contact", "x" * 201, "200 signes"),
        ("intro", "x" * 1501, "1500 signes"),
    ],
)
def test_what_cannot_be_worn_is_told_and_nothing_is_kept(
    either: Session, here: Territory, field: str, typed: str, said: str
) -> None:
    with pytest.raises(dressing.BadDress) as refused:
        dressing.change(either, here, **WORDS | {field: typed})
    assert refused.value.field == field
    assert said in str(refused.value)
    assert dressing.of(either, here) is None


def test_a_template_is_kept_used_and_given_back(either: Session, here: Territory) -> None:
    checked = own_template.check(docx_file.TEMPLATE.read_bytes())
    dressing.put_template(either, here, checked, "le mien.docx", by="a@b.fr", today=TODAY)
    either.expire_all()
    assert dressing.template(either, here) == checked.data
    assert dressing.dress(either, here).template == checked.data
    assert dressing.template(either, here, original=True) != checked.data
    row = dressing.of(either, here)
    assert row is not None
    assert (row.template_name, row.template_by, row.template_on) == (
        "le mien.docx",
        "a@b.fr",
        TODAY,
    )
    dressing.restore_template(either, here)
    assert dressing.dress(either, here).template is None
    own_template.check(dressing.template(either, here))
