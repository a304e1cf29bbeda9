"""Does the doctor find what was broken on purpose, say what to do, and change nothing itself?"""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models.platform import Establishment, EstablishmentState, Mail, MailState, PlatformJournal
from app.models.types import now
from app.services import demo, doctor, doctor_places, doctor_settings, recovery
from app.services.doctor import Finding
from app.services.verdicts import State
from app.settings import Settings
from app.storage import provisioning
from app.storage.installation import Installation
from tests.support import installations, servers, smtp
from tests.support.world import World


def findings(settings: Settings, patience: float = doctor.PATIENCE) -> dict[str, Finding]:
    return {finding["check"]: finding for finding in doctor.examine(settings, "en", patience)}


def states(settings: Settings) -> dict[str, State]:
    return {name: finding["state"] for name, finding in findings(settings).items()}


def changed(settings: Settings, **others: object) -> Settings:
    """The same installation with other settings."""
    return Settings.model_validate(settings.model_dump() | others)


def set_on_platform(world: World, table: type, **values: object) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        db.connection().execute(update(table).values(values))
        db.commit()


@pytest.fixture
def sound(world: World) -> Settings:
    """The settings of an installation that nothing is wrong with, but what tests cannot have right."""
    folder = world.installation.settings.data_dir
    folder.chmod(0o700)
    return world.installation.settings


def test_a_sound_installation_has_nothing_to_say(sound: Settings) -> None:
    found = states(sound)
    assert found.pop("hashing") == "warn"  # tests hash quickly
    found.pop("front-end")  # may or may not be built
    assert set(found.values()) == {"ok"}
    assert {*found, "hashing", "front-end"} == {*doctor_settings.CHECKS, *doctor_places.CHECKS}


def test_every_finding_that_is_not_well_says_what_to_do(tmp_path: Path) -> None:
    settings = installations.settings(tmp_path / "nothing", host="0.0.0.0", workers=2)  # noqa: S104  the fault
    for name, finding in findings(settings).items():
        assert finding["state"] == "ok" or finding["advice"] or name == "secret-key"


def test_where_nothing_is_installed_nothing_is_made(tmp_path: Path) -> None:
    assert states(installations.settings(tmp_path / "data"))["installation"] == "fail"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("others", "check", "state"),
    [
        ({"bcrypt_cost": 9}, "hashing", "warn"),
        ({"bcrypt_cost": 10}, "hashing", "ok"),
        ({"host": "0.0.0.0"}, "address", "fail"),  # noqa: S104  the fault
        ({"host": "::1"}, "address", "ok"),
        ({"host": "localhost"}, "address", "ok"),
        ({"host": "0.0.0.0", "public_url": "http://casier.test"}, "address", "warn"),  # noqa: S104  likewise
        ({"public_url": "https://casier.test"}, "address", "warn"),
        ({"public_url": "https://casier.test", "trusted_proxies": 1}, "address", "ok"),
        ({"public_url": "https://casier.test"}, "smtp", "warn"),
        ({"workers": 2}, "workers", "fail"),
        ({"secret_key": "of the operator's choice"}, "secret-key", "ok"),
    ],
)
def test_settings(sound: Settings, others: dict[str, object], check: str, state: State) -> None:
    assert states(changed(sound, **others))[check] == state


def test_a_key_that_others_can_read(sound: Settings) -> None:
    (sound.data_dir / "secret.key").chmod(0o640)
    assert states(sound)["secret-key"] == "fail"


def test_a_folder_that_others_can_look_into(sound: Settings) -> None:
    sound.data_dir.chmod(0o755)
    assert states(sound)["data-folder"] == "warn"


@pytest.mark.parametrize(("free", "state"), [(50 << 20, "fail"), (500 << 20, "warn"), (2 << 30, "ok")])
def test_a_disk_that_fills_up(free: int, state: State) -> None:
    assert doctor_settings.space(free).state == state


def test_a_database_that_is_gone(sqlite_world: World) -> None:
    settings, place = sqlite_world.installation.settings, sqlite_world.azurite.place
    sqlite_world.installation.databases.forget(place)
    (sqlite_world.installation.databases.folder(place.number) / "establishment.db").unlink()
    finding = findings(settings)["establishments"]
    assert (finding["state"], finding["message"]) == ("fail", "The database of 1 establishment is not there: 1.")


def test_a_schema_that_is_gone(world: World) -> None:
    provisioning.drop(world.installation.databases, world.azurite.place)
    assert states(world.installation.settings)["establishments"] == "fail"


def test_a_damaged_platform(sqlite_world: World) -> None:
    settings = sqlite_world.installation.settings
    sqlite_world.installation.close()
    file = settings.data_dir / "platform.db"
    with file.open("r+b") as damaged:
        damaged.seek(3 * 4096)
        damaged.write(b"\xff" * 4096)
    assert states(settings)["platform"] == "fail"


def test_an_establishment_of_an_earlier_version(world: World) -> None:
    set_on_platform(world, Establishment, schema_revision="0000")
    assert states(world.installation.settings)["schemas"] == "fail"


def test_what_a_dead_process_left(world: World) -> None:
    set_on_platform(world, Establishment, state=EstablishmentState.DELETING, owner="0" * 16)
    assert states(world.installation.settings)["half-done"] == "warn"


def test_what_a_living_process_is_doing_is_no_fault(world: World) -> None:
    mark = world.installation.process.id
    set_on_platform(world, Establishment, state=EstablishmentState.DELETING, owner=mark)
    assert states(world.installation.settings)["half-done"] == "ok"


def test_a_mail_that_failed(world: World) -> None:
    set_on_platform(world, Mail, state=MailState.FAILED)
    assert states(world.installation.settings)["mails"] == "warn"


def test_a_clock_that_was_put_back(world: World) -> None:
    set_on_platform(world, PlatformJournal, at=now() + timedelta(hours=1))
    assert states(world.installation.settings)["clock"] == "fail"


def test_a_demonstration_open_to_the_world(sqlite_installation: Installation) -> None:
    recovery.register(sqlite_installation)
    demo.load(sqlite_installation, 1, 6, 1)
    settings = sqlite_installation.settings
    assert states(settings)["demonstration"] == "ok"
    assert states(changed(settings, public_url="https://casier.test"))["demonstration"] == "fail"


def test_another_key_than_the_one_it_was_made_with(world: World) -> None:
    other = changed(world.installation.settings, secret_key="another")
    found = states(other)
    assert found["key"] == ("fail" if other.is_postgresql else "ok")


def test_a_mail_server_that_answers(sqlite_world: World) -> None:
    with smtp.running() as server:
        settings = changed(sqlite_world.installation.settings, smtp_url=f"smtp://127.0.0.1:{server.port}")
        assert states(settings)["smtp"] == "ok"


@pytest.mark.parametrize(
    ("others", "check"),
    [
        ({"smtp_url": "smtp://127.0.0.1:{port}"}, "smtp"),
        ({"redis_url": "redis://127.0.0.1:{port}"}, "queue"),
        ({"database_url": "postgresql+psycopg://casier:secret@127.0.0.1:{port}/casier"}, "platform"),
    ],
)
def test_a_server_that_does_not_answer(sqlite_world: World, others: dict[str, str], check: str) -> None:
    away = {name: value.format(port=servers.free_port()) for name, value in others.items()}
    finding = findings(changed(sqlite_world.installation.settings, **away))[check]
    assert finding["state"] == "fail"
    assert "secret" not in finding["message"]


def test_what_hangs_is_a_finding(sqlite_world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        found = findings(changed(sqlite_world.installation.settings, smtp_url=address), patience=1)
    assert (found["smtp"]["state"], found["smtp"]["message"]) == ("fail", "No answer within 1 seconds.")
    assert found["clock"]["state"] == "ok"
