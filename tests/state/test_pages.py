"""Does each page of a school say which rights it is about? Whoever lacks one would wait for its answer for ever."""

import ast
import inspect
import re
from typing import Any, Final

import pytest
import reflex as rx
from sqlmodel import col, delete, select

from app.models.establishment import Grant, Role
from app.pages import PAGES
from app.services.errors import Forbidden
from app.services.permissions import Permission
from app.services.scope import Scope
from app.state.door import MARK
from app.state.frame import NoticeState
from tests.support.world import World

pytestmark = pytest.mark.anyio
PAGES_OF_SCHOOLS: Final = [page for page in PAGES if page.LOAD is not None and getattr(page.LOAD.fn, MARK) is Scope]
FORBIDDEN: Final = {Forbidden().message.text(language) for language in ("fr", "en")}


def needed(page: Any) -> set[Permission]:  # noqa: ANN401  a module
    """The rights that the page gives the frame around it."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(page))) if isinstance(node, ast.Call)]
    framed = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "establishment_page"]
    return {
        Permission(right)
        for call in framed
        for keyword in call.keywords
        if keyword.arg == "right"
        for right in re.split(r"[ |]", ast.literal_eval(keyword.value))
    }


def endow(world: World, *rights: Permission) -> None:
    """Let students hold these rights, and no other."""
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        student = db.exec(select(Role.id).where(Role.code == "STUDENT")).one() or 0
        db.exec(delete(Grant).where(col(Grant.role_id) == student))
        db.add_all(Grant(role_id=student, permission=right) for right in rights)
        db.commit()


async def is_forbidden(page: Any, session: str) -> bool:  # noqa: ANN401  likewise
    """Whether a right is what a student lacks for what it shows first."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    address = "/".join("1" if part.startswith("[") else part for part in page.ROUTE.split("/"))
    headers = {"authorization": f"session {session}"}
    root.router_data = {"headers": headers, "pathname": address, "asPath": address, "token": "tab"}
    await page.LOAD.fn(root.get_substate(page.LOAD.state_full_name.split(".")))
    notice: Any = root.get_substate(NoticeState.get_full_name().split("."))
    return notice.text in FORBIDDEN


@pytest.mark.parametrize("page", PAGES_OF_SCHOOLS, ids=lambda page: page.ROUTE)
async def test_a_page_is_shown_to_the_rights_that_it_names(world: World, page: Any) -> None:  # noqa: ANN401  likewise
    session, named = world.signed_in(world.azurite, "eleve"), needed(page)
    lacked = set[Permission]()
    for right in Permission:
        endow(world, *({*Permission} - {right}))
        if await is_forbidden(page, session):
            lacked.add(right)
    assert lacked <= named
    endow(world, *named)
    assert not await is_forbidden(page, session)
