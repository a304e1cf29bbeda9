"""Is every try counted, once, however many come at a time (T21)?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.models.platform import Throttle
from app.services import throttling
from app.services.throttling import TooMany
from app.storage.installation import Installation

ACCOUNT, SCHOOL = "an account", "an address"


def tried(installation: Installation, account: str = ACCOUNT, address: str = SCHOOL) -> int | str:
    """The free tries left, or the minutes to wait."""
    try:
        return throttling.charge(installation, account, address)
    except TooMany as refused:
        return f"wait {-(-refused.seconds // 60)}"


def later(installation: Installation, by: timedelta) -> None:
    """Let time go by: everything noted is so much older."""
    with installation.databases.platform_session(writes=True) as db:
        for row in db.exec(select(Throttle)):
            row.window_at, row.day_at = row.window_at - by, row.day_at - by
            row.until = row.until - by if row.until else None
        db.commit()


def forgive(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        throttling.forgive(db, ACCOUNT, SCHOOL)
        db.commit()


def at_once(installation: Installation, tries: int, accounts: int) -> Counter[str]:
    """Try in fifty threads; how many were let through and how many not."""
    with ThreadPoolExecutor(50) as threads:
        answers = threads.map(lambda n: tried(installation, f"account {n % accounts}"), range(tries))
        return Counter("refused" if isinstance(answer, str) else "judged" for answer in answers)


def test_five_tries_are_free_and_the_sixth_waits_a_minute(installation: Installation) -> None:
    assert [tried(installation) for _ in range(6)] == [4, 3, 2, 1, 0, "wait 1"]


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(installation: Installation) -> None:
    for _ in range(5):
        tried(installation)
    waits = list[int]()
    for _ in range(6):
        waits.append(int(str(tried(installation)).removeprefix("wait ")))
        later(installation, timedelta(minutes=waits[-1]))
        assert tried(installation) == 0
    assert waits == [1, 2, 4, 8, 15, 15]


def test_an_account_has_twenty_five_tries_a_day(installation: Installation) -> None:
    judged = 0
    for _ in range(200):
        judged += isinstance(tried(installation, address=f"address {judged}"), int)
        later(installation, timedelta(minutes=5))
    assert judged == 25
    later(installation, timedelta(hours=24))
    assert tried(installation) == 4


def test_waiting_costs_nothing(installation: Installation) -> None:
    for _ in range(50):
        tried(installation)
    later(installation, timedelta(minutes=1))
    assert tried(installation) == 0


def test_a_right_password_begins_afresh(installation: Installation) -> None:
    for _ in range(4):
        tried(installation)
    forgive(installation)
    assert tried(installation) == 4


def test_an_address_has_thirty_tries_a_minute(installation: Installation) -> None:
    answers = [tried(installation, f"account {n}") for n in range(31)]
    assert answers == [4] * 30 + ["wait 1"]
    assert tried(installation, "another account", "another address") == 4
    later(installation, timedelta(minutes=1))
    assert tried(installation, "another account") == 3


def test_right_passwords_do_not_count_against_their_address(installation: Installation) -> None:
    for _ in range(100):
        assert tried(installation) == 4
        forgive(installation)


def test_of_fifty_tries_at_once_on_an_account_five_are_judged(installation: Installation) -> None:
    assert at_once(installation, 50, accounts=1) == {"judged": 5, "refused": 45}


def test_of_a_hundred_tries_at_once_from_an_address_thirty_are_judged(installation: Installation) -> None:
    assert at_once(installation, 100, accounts=100) == {"judged": 30, "refused": 70}


def test_what_nobody_tried_for_a_day_is_forgotten(installation: Installation) -> None:
    tried(installation)
    later(installation, timedelta(hours=23))
    tried(installation, "a recent one", "a recent address")
    later(installation, timedelta(hours=2))
    throttling.sweep(installation)
    with installation.databases.platform_session(writes=False) as db:
        assert {row.key for row in db.exec(select(Throttle))} == {"a recent one", "a recent address"}


@pytest.mark.parametrize(("seconds", "minutes"), [(1, "1 minute."), (60, "1 minute."), (61, "2 minutes.")])
def test_the_wait_is_said_in_minutes(seconds: int, minutes: str) -> None:
    assert TooMany(seconds).message.text("en") == f"Too many tries. Please wait {minutes}"
