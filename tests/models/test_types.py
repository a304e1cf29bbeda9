"""Do values mean the same whatever the database, and words compare as readers expect?"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Enum, MetaData, text
from sqlalchemy.exc import StatementError
from sqlmodel import col, select

from app.models.establishment import EstablishmentTable
from app.models.platform import Mail, MailState, PlatformAdmin, PlatformTable
from app.models.types import folded, now
from app.storage.installation import Installation

PARIS = timezone(timedelta(hours=2))
NOON = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)


def admin(installation: Installation, at: datetime) -> int:
    with installation.databases.platform_session(writes=True) as db:
        added = PlatformAdmin(email="webmestre@casier.test", password_hash="", created_at=at)
        db.add(added)
        db.commit()
        assert added.id
        return added.id


@pytest.mark.parametrize("moment", [NOON, NOON.astimezone(PARIS)])
def test_a_moment_comes_back_the_same_and_in_utc(installation: Installation, moment: datetime) -> None:
    number = admin(installation, moment)
    with installation.databases.platform_session(writes=False) as db:
        read = db.get_one(PlatformAdmin, number).created_at
    assert read == moment
    assert read.tzinfo is UTC


def test_a_moment_without_zone_is_refused(installation: Installation) -> None:
    with pytest.raises(StatementError, match="a moment needs its zone"):
        admin(installation, NOON.replace(tzinfo=None))


def test_no_moment_stays_none(installation: Installation) -> None:
    number = admin(installation, NOON)
    with installation.databases.platform_session(writes=False) as db:
        assert db.get_one(PlatformAdmin, number).last_access is None


def test_moments_of_any_zone_compare_as_moments(installation: Installation) -> None:
    admin(installation, NOON.astimezone(PARIS))
    with installation.databases.platform_session(writes=False) as db:
        before = select(PlatformAdmin).where(col(PlatformAdmin.created_at) < NOON + timedelta(microseconds=1))
        after = select(PlatformAdmin).where(col(PlatformAdmin.created_at) > NOON - timedelta(microseconds=1))
        assert len(db.exec(before).all()) == len(db.exec(after).all()) == 1
        sooner = select(PlatformAdmin).where(col(PlatformAdmin.created_at) < NOON)
        assert db.exec(sooner).all() == []


def test_the_present_is_in_utc() -> None:
    assert now().tzinfo is UTC


def test_an_enum_is_stored_as_its_value_and_comes_back_as_its_member(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        mail = Mail(message_id="1", recipient="a@b.fr", subject="", text="", html="", state=MailState.FAILED)
        db.add(mail)
        db.commit()
    with installation.databases.platform_session(writes=False) as db:
        assert db.scalar(text("SELECT state FROM mail")) == "failed"
        assert db.exec(select(Mail.state)).one() is MailState.FAILED


@pytest.mark.parametrize("metadata", [PlatformTable.metadata, EstablishmentTable.metadata])
def test_every_enum_is_stored_by_value(metadata: MetaData) -> None:
    types = [column.type for table in metadata.tables.values() for column in table.columns]
    enums = [kind for kind in types if isinstance(kind, Enum)]
    assert enums
    for enum in enums:
        assert enum.enum_class
        assert enum.enums == [str(member) for member in enum.enum_class]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Élève", "eleve"),
        ("ÉLÈVE", "eleve"),
        ("  Jean-Luc \t D’Artagnan ", "jean-luc d’artagnan"),
        ("Œuvre cœur", "oeuvre coeur"),
        ("Ægir et cætera", "aegir et caetera"),
        ("ﬁn", "fin"),
        ("Straße", "strasse"),
        ("e\u0301", "e"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_words_are_folded_as_readers_expect(written: str, key: str) -> None:
    assert folded(written) == key


def test_parts_are_joined_and_absent_ones_left_out() -> None:
    assert folded("Anne", None, "", "DURAND") == "anne durand"


@given(st.text())
def test_folding_again_changes_nothing(written: str) -> None:
    assert folded(folded(written)) == folded(written)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lt"], exclude_characters="\u0131")))  # Turkish
def test_case_never_matters(written: str) -> None:
    assert folded(written.upper()) == folded(written.lower()) == folded(written)
