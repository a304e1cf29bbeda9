"""In which state is a schema, and how does it reach the newest? Two alembic trees, run one database at a time."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.environment import EnvironmentContext
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from app.models.establishment import EstablishmentTable
from app.models.platform import PlatformTable
from app.storage import engines, words

Tree = Literal["platform", "establishment"]
ROOT = Path(__file__).parents[2] / "migrations"
_one_at_a_time = Lock()  # alembic keeps what it is doing in variables of its modules
METADATA = {"platform": PlatformTable.metadata, "establishment": EstablishmentTable.metadata}


@cache
def _scripts(folder: Path) -> ScriptDirectory:
    """The revisions of a tree: read once, for they are a part of this program."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


@cache
def head(tree: Tree) -> str:
    """The newest revision that this code knows."""
    found = _scripts(ROOT / tree).get_current_head()
    if found is None:
        msg = f"no migration in {ROOT / tree}"
        raise RuntimeError(msg)
    return found


def revision(engine: Engine) -> str | None:
    """The revision that a database is at; None for an empty one."""
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_known(tree: Tree, revision: str) -> bool:
    """Whether this code has heard of that revision; of a newer version's it has not."""
    return any(script.revision == revision for script in _scripts(ROOT / tree).walk_revisions())


def upgrade(tree: Tree, engine: Engine) -> None:
    """Bring a database to the newest revision; each one is a transaction, so that it can be resumed, and by several."""
    while revision(engine) != head(tree):
        with _one_at_a_time, engines.restructuring(engine) as connection:
            if _revision(connection) != head(tree):
                _go_one_further(_scripts(ROOT / tree), connection)


def _go_one_further(scripts: ScriptDirectory, connection: Connection) -> None:
    """As alembic's own command does, which would read the whole tree each time."""

    def steps(there: Any, _context: MigrationContext) -> list[Any]:  # noqa: ANN401  alembic's
        return scripts._upgrade_revs("+1", there)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  its manual's way

    with EnvironmentContext(Config(attributes={"connection": connection}), scripts, fn=steps):
        scripts.run_env()


def _is_compared(_object: object, name: str | None, kind: str, *_others: object) -> bool:
    """The indexes of words are made of tables that no model has."""
    return not (kind == "table" and words.is_of_index(name or ""))


def drift(tree: Tree, engine: Engine) -> list[str]:
    """What differs between a database and the models, one line a difference."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_compared})
        return [repr(difference) for difference in compare_metadata(context, METADATA[tree])]
