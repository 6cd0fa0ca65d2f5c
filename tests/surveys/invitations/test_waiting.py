"""Marks that wait in memory: every process of a server sees them, none writes them."""

import os
from secrets import token_bytes

import pytest
from sqlalchemy import Engine

from surveys.invitations import apart, waiting


def test_a_process_of_the_server_sees_what_waits_in_another(sqlite: Engine) -> None:
    key = token_bytes(16)
    apart.prepare(sqlite)
    child = os.fork()
    if child == 0:
        waits = waiting.of(sqlite)
        waits.put(waits.reserve(), 7, key)
        os._exit(0)
    os.waitpid(child, 0)
    waits = waiting.of(sqlite)
    assert key in waits
    assert waits.all() == [(key, 7)]
    waits.drop({key})
    assert key not in waits
    assert bytes(waits._memory).count(0) == len(waits._memory)  # nothing of it stays


def test_without_room_for_its_mark_an_answer_is_not_taken() -> None:
    waits = waiting.Waiting()
    for _ in range(waiting.ROOM):
        waits.put(waits.reserve(), 1, token_bytes(16))
    with pytest.raises(waiting.Full):
        waits.reserve()
