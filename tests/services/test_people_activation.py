"""Does everybody who waits for a first password get one letter, with a link that works (P2)?"""

import re

from sqlmodel import update

from app.models.establishment import Job, PersonState
from app.models.jobs import JobState
from app.models.platform import Mail, ResetLink
from app.models.platform.sessions import Purpose
from app.models.types import now
from app.services import people_bulk
from app.services.sessions import hash_of
from tests.support.crashes import crash_before
from tests.support.crowd import Crowd, tally

SEND = "people.send_activation"
WAITING = {"state": PersonState.PENDING, "password_hash": None}


def invited(crowd: Crowd, *numbers: int, **fields: str) -> list[int]:
    return [crowd.add(1, first=n, email=f"x{n}@azurite.test", **WAITING, **fields)[0] for n in numbers]


def letters(crowd: Crowd) -> dict[str, str]:
    """What was written, by address."""
    decrypted = crowd.world.installation.cipher.decrypted
    return {
        mail.recipient: decrypted(mail.text) for mail in crowd.world.rows(Mail) if "/activate/" in decrypted(mail.text)
    }


def links(crowd: Crowd) -> list[ResetLink]:
    return [link for link in crowd.world.rows(ResetLink) if link.purpose is Purpose.ACTIVATE]


def test_each_gets_a_letter_in_their_language_with_a_link_for_fourteen_days(crowd: Crowd) -> None:
    people = [*invited(crowd, 1), *invited(crowd, 2, language="en")]
    job = crowd.apply(SEND, *people)
    assert tally(job) == ("done", 2, 2, 0, 0)
    assert not job["can_undo"]
    written = letters(crowd)
    assert "Choose my password" in written["x2@azurite.test"]
    assert "Choose my password" not in written["x1@azurite.test"]
    tokens = {address: re.search(r"/activate/(\S+)", text) for address, text in written.items()}
    by_person = {link.person_id: link for link in links(crowd)}
    for address, person in zip(("x1@azurite.test", "x2@azurite.test"), people, strict=True):
        assert (token := tokens[address])
        assert by_person[person].hash == hash_of(token[1])
        assert by_person[person].establishment == crowd.school.number
        assert 13 <= (by_person[person].expires_at - now()).days <= 14
    assert crowd.told() == [("people.activation_sent", "", 2)]


def test_who_has_a_password_or_no_address_or_is_blocked_gets_none(crowd: Crowd) -> None:
    [nowhere] = crowd.add(1, **WAITING)
    [blocked] = crowd.add(1, first=2, email="b@azurite.test", state=PersonState.BLOCKED)
    previewed = crowd.preview(SEND, nowhere, blocked, crowd.id("eleve"))
    assert crowd.reasons(previewed["job"]) == {nowhere: "no-email", blocked: "blocked", crowd.id("eleve"): "active"}


def test_a_step_repeated_after_a_crash_writes_nobody_twice(crowd: Crowd) -> None:
    people = invited(crowd, 1, 2, 3)
    previewed = crowd.preview(SEND, *people)
    crowd.asked(people_bulk.confirm, previewed["job"], {})
    with crash_before("INSERT INTO journal"):
        crowd.world.work()
    sent, there = letters(crowd), {link.hash for link in links(crowd)}
    assert len(sent) == len(there) == 3
    crowd.write(lambda db: db.exec(update(Job).values(state=JobState.QUEUED, owner=None)))
    crowd.world.installation.queue.enqueue("jobs", previewed["job"], crowd.school.number)
    crowd.world.work()
    assert tally(crowd.card(previewed["job"]))[:3] == ("done", 3, 3)
    assert letters(crowd) == sent
    assert {link.hash for link in links(crowd)} == there


def test_sending_again_makes_the_former_link_useless(crowd: Crowd) -> None:
    people = invited(crowd, 1)
    crowd.apply(SEND, *people)
    [first] = links(crowd)
    crowd.apply(SEND, *people)
    [second] = links(crowd)
    assert first.hash != second.hash
    assert len(crowd.world.rows(Mail)) >= 2
