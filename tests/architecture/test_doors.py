"""Does all that a browser can reach go through a door? Reflex lets anybody call any public method of any state."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from reflex.state import BaseState, OnLoadInternalState, State, UpdateVarsInternalState
from reflex_base.event import EventHandler
from reflex_base.registry import RegistrationContext
from starlette.applications import Starlette

import app.state
from app.app import app as portal
from app.http.routes import ROUTES
from app.pages import PAGES
from app.services.scope import PlatformScope, Scope, Visit
from app.state import guard
from app.state.closed import ClosedState
from app.state.door import MARK
from app.state.sign_in import SignInState
from app.state.switches import SwitchState
from app.state.visit import VisitState

ROOT: Final = State.get_full_name()
TESTS: Final = ".tests___"
REGISTERED: Final = RegistrationContext.get()
# What Reflex registers by itself, beside a `setvar` for each state; none of it is let through.
DENIED: Final = {
    f"{ROOT}.hydrate",
    f"{ROOT}.set_is_hydrated",
    f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
}
OPEN: Final = {
    ClosedState.load,
    SignInState.load,
    SignInState.load_link,
    VisitState.load,
    SwitchState.speak,
    SwitchState.hush,
}
WITHOUT_ANY: Final = {"/bye", "404"}  # they show nothing of anybody
MOST_STATEMENTS: Final = 7


STATES: Final = [state for state in REGISTERED.base_states.values() if state.__module__.startswith("app.")]
OURS: Final = {
    f"{state.get_full_name()}.{name}": handler
    for state in STATES
    for name, handler in state.event_handlers.items()
    if name != "setvar"
}


def _handlers(*, let_through: bool) -> set[str]:
    """But for those of the tests' own states."""
    return {name for name, is_allowed in guard.handlers().items() if is_allowed is let_through and TESTS not in name}


def test_every_handler_of_ours_went_through_the_door() -> None:
    assert OURS
    assert {name for name, handler in OURS.items() if not hasattr(handler.fn, MARK)} == set()
    assert {getattr(handler.fn, MARK) for handler in OURS.values()} == {PlatformScope, Scope, Visit}


def test_few_handlers_are_open_to_strangers() -> None:
    assert {name for name, handler in OURS.items() if getattr(handler.fn, MARK) is Visit} == {_name(h) for h in OPEN}


def test_what_is_let_through_is_ours_or_what_a_page_cannot_do_without() -> None:
    assert _handlers(let_through=True) == OURS.keys() | {
        f"{ROOT}.hydrate_and_load",
        f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal",
        f"{OnLoadInternalState.get_full_name()}.on_load_internal",
        f"{OnLoadInternalState.get_full_name()}.set_is_hydrated",
    }


def test_the_rest_is_reflexs_own_and_denied() -> None:
    of_each_state = {f"{name}.setvar" for name in REGISTERED.base_states if TESTS not in name}
    assert _handlers(let_through=False) == DENIED | of_each_state


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_state_holds_what_handlers_put_there(state: type[BaseState]) -> None:
    """A computed variable is read for whoever connects, what the browser keeps it writes, `setvar` calls `set_…`."""
    assert set(state.computed_vars) <= set(State.computed_vars)
    assert [name for name in dir(state) if name.startswith("set_") and name not in dir(State)] == []
    kept = {f"{state.__name__}.{name}" for name in state.base_vars if state._is_client_storage(name)}
    assert kept <= {"Language.locale"}


def test_no_route_is_there_but_those_of_the_table() -> None:
    (beside,) = portal.api_transformer  # type: ignore[misc]
    assert isinstance(beside, Starlette)
    assert beside.routes == ROUTES


def test_every_page_is_read_through_the_door() -> None:
    loads = {module.ROUTE: module.LOAD for module in PAGES}
    assert {route for route, load in loads.items() if load is None} == WITHOUT_ANY
    assert {route for route, load in loads.items() if load is not None and _name(load) not in OURS} == set()


def test_every_page_is_listed() -> None:
    assert {found.route for found in portal._unevaluated_pages.values()} == {
        m.ROUTE.strip("/") or "index" for m in PAGES
    }


@pytest.mark.parametrize("module", PAGES, ids=lambda module: module.__name__)
def test_a_page_of_the_platform_is_the_platforms(module: Any) -> None:  # noqa: ANN401  a module
    """So that whoever is at the wrong one is sent home."""
    if module.LOAD is not None and module.LOAD not in OPEN:
        expected = PlatformScope if module.ROUTE.startswith("/platform") else Scope
        assert getattr(module.LOAD.fn, MARK) is expected


def test_handlers_are_of_few_statements() -> None:
    """They read into variables, or write through a use case; what is longer is a use case itself."""
    long = {name: n for name, n in _statements() if n > MOST_STATEMENTS}
    assert long == {}


def _name(handler: EventHandler) -> str:
    return f"{handler.state_full_name}.{handler.fn.__name__}"


def _statements() -> Iterator[tuple[str, int]]:
    """How many statements each handler has, those within others included, its docstring not."""
    for file in Path(inspect.getfile(app.state)).parent.glob("*.py"):
        for kind in ast.walk(ast.parse(file.read_text())):
            if isinstance(kind, ast.ClassDef):
                for handler in kind.body:
                    if isinstance(handler, ast.FunctionDef | ast.AsyncFunctionDef) and handler.decorator_list:
                        inside = [part for statement in handler.body for part in ast.walk(statement)]
                        yield f"{kind.name}.{handler.name}", sum(isinstance(part, ast.stmt) for part in inside) - 1
