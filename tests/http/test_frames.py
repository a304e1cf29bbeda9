"""Which frames does a page of ours send? `tests/socket` tries the others on a real server."""

import json

import pytest

from app.http.frames import is_ours

ADDRESS = {"pathname": "/platform/zones", "asPath": "/platform/zones?page=2", "query": {"page": "2"}}
EVENT = {"name": "a.b.c", "payload": {"form": {"name": "École 😀"}}, "router_data": ADDRESS}


def _frame(packet: str, said: object) -> str:
    return packet + json.dumps(said)


OURS = [
    "3",
    "40/_event,",
    "41/_event,",
    _frame("40/_event,", {"event": EVENT, "state_schema": "0" * 32}),
    _frame("42/_event,", ["event", EVENT]),
    _frame("42/_event,", ["event", {"name": "a.b.c", "router_data": ADDRESS, "handler": None}]),
    _frame("42/_event,", ["client_error", {"error_type": "x", "message": "y"}]),
    _frame("42/_event,", ["ping"]),
]
SENSELESS = [
    None,
    "",
    "hello",
    "40",
    "40/,",
    "40/_event,[]",
    _frame("40/_event,", {"event": 5}),
    _frame("42", ["event", EVENT]),
    _frame("42/other,", ["event", EVENT]),
    _frame("452-/_event,", ["event", EVENT]),
    _frame("42/_event,1", ["event", EVENT]),
    _frame("42/_event,", ["connect", {}]),
    _frame("42/_event,", ["disconnect"]),
    _frame("42/_event,", ["event"]),
    _frame("42/_event,", ["event", EVENT, EVENT]),
    _frame("42/_event,", ["event", EVENT | {"name": None}]),
    _frame("42/_event,", ["event", EVENT | {"payload": None}]),
    _frame("42/_event,", ["event", EVENT | {"router_data": {"query": {"page": 1}}}]),
    f'42/_event,["event",{{"name":"a","payload":{{"a":{"[" * 10_000}{"]" * 10_000}}}}}]',
    f'42/_event,["event",{{"name":"a","payload":{{"a":{"9" * 10_000}}}}}]',
]


@pytest.mark.parametrize("frame", OURS, ids=range(len(OURS)))
def test_what_a_page_says_passes(frame: str) -> None:
    assert is_ours(frame)


@pytest.mark.parametrize("frame", SENSELESS, ids=range(len(SENSELESS)))
def test_anything_else_does_not(frame: str | None) -> None:
    assert not is_ours(frame)
