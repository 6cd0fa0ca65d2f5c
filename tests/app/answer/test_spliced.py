"""A page cut at its holes is, once filled, the page that would have been rendered."""

import gzip

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.answer.spliced import Spliced, hole

ONE, OTHER = hole("one"), hole("other")
TEXTS = some.binary(max_size=300)


def test_each_hole_takes_its_own_text_wherever_it_is() -> None:
    page = Spliced.cut(f"<p>{OTHER}, {ONE} ; {ONE}</p>", [ONE, OTHER])
    assert page.filled([b"un", b"deux"]) == b"<p>deux, un ; un</p>"


def test_a_page_without_a_hole_is_itself() -> None:
    page = Spliced.cut("é" * 1000, [ONE])
    assert page.filled([b"nothing"]) == "é".encode() * 1000
    assert gzip.decompress(page.gzipped([b"nothing"])) == "é".encode() * 1000


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(some.lists(some.sampled_from(["<p>", "é", ONE, OTHER, "x" * 500])), TEXTS, TEXTS)
def test_a_compressed_page_is_the_same_page(pieces: list[str], one: bytes, other: bytes) -> None:
    page = Spliced.cut("".join(pieces), [ONE, OTHER])
    expected = b"".join({ONE: one, OTHER: other}.get(piece, piece.encode()) for piece in pieces)
    assert page.filled([one, other]) == expected
    assert gzip.decompress(page.gzipped([one, other])) == expected


def test_two_processes_cut_at_different_holes() -> None:
    assert hole("key") != hole("key")
