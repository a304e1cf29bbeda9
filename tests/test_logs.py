"""Is an event one line of the log, whatever is in it, and without secrets (T31)?"""

import io
import json
import logging
import logging.config
import time
from collections.abc import Iterator

import pytest

from app import logs
from app.logs import Format


@pytest.fixture(params=["text", "json"])
def form(request: pytest.FixtureRequest) -> Format:
    return request.param


@pytest.fixture
def written(form: Format) -> Iterator[io.StringIO]:
    """What a logger of ours wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.Line(form))
    logger = logging.getLogger("casier.test")
    logger.addHandler(handler)
    logger.propagate = False
    yield out
    logger.removeHandler(handler)
    logger.propagate = True


log = logging.getLogger("casier.test")


def fail(said: str) -> None:
    """Log a fault that says this."""
    try:
        int(said)
    except ValueError as fault:
        log.warning("failed", exc_info=fault)


@pytest.mark.parametrize(
    "hostile",
    ["a\nERROR forged", "a\r\nb", "\x1b[2J\x1b[31mred", "a\x00b", "a\u2028b", "\u202etxt.exe", "\x9b31m", "a\tb"],
)
def test_nothing_in_an_event_begins_another_line_or_acts_on_a_terminal(written: io.StringIO, hostile: str) -> None:
    log.warning("file %s refused", hostile)
    line = written.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isprintable()


def test_a_fault_is_one_line_too(written: io.StringIO) -> None:
    fail("first\nsecond")
    assert written.getvalue().count("\n") == 1
    assert "ValueError: " in written.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        "postgresql+psycopg://casier:s3cret@host/db",
        "redis://:s3cret@host",
        "GET /reset/s3cret-_x",
        "GET /activate/s3cret",
        "password=s3cret",
        '{"password": "s3cret thing"}',
        "{'token': 's3cret'}",
        "Cookie: __Host-casier=s3cret",
        "authorization: session s3cret",
        "Authorization: Bearer s3cret",
        "secret_key=s3cret",
        "[SQL: UPDATE x]\n[parameters: ('a', 's3cret')]",
    ],
)
def test_secrets_are_left_out(written: io.StringIO, secret: str) -> None:
    log.warning("before %s after", secret)
    fail(secret)
    assert "s3cret" not in written.getvalue()
    assert "before" in written.getvalue()


def test_json_can_be_read_back() -> None:
    record = logging.LogRecord("casier.x", logging.WARNING, "", 0, "é %s", ("«\n»",), None)
    event = json.loads(logs.Line("json").format(record))
    assert (event["level"], event["logger"], event["event"]) == ("WARNING", "casier.x", "é «\n»")


def test_french_stays_readable() -> None:
    record = logging.LogRecord("casier.x", logging.WARNING, "", 0, "L’école :\u00a0« été\u202f»", (), None)
    assert "L’école :\u00a0« été\u202f»" in logs.Line("text").format(record)


@pytest.mark.parametrize("hostile", ["token", "[parameters: ", "password='", 'secret"', "://", "cookie "])
def test_looking_for_secrets_takes_no_time(written: io.StringIO, hostile: str) -> None:
    """Strangers have a say in the log: a megabyte of theirs holds nobody up, and does not fill the disk."""
    began = time.perf_counter()
    log.warning("%s", hostile * (1_000_000 // len(hostile)))
    logs.without_secrets(hostile * (20_000 // len(hostile)))
    assert time.perf_counter() - began < 1
    assert len(written.getvalue()) < 100_000


def test_libraries_write_nothing_past_the_formatter() -> None:
    """Socket.IO adds a handler of its own to a logger without a level."""
    assert {"engineio.server", "socketio.server"} <= logs.configuration("text")["loggers"].keys()
