"""How do tests announce something in Azurite, and read it there?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.models.establishment import SpaceCode
from app.services import announcement_actions
from app.services.days import today
from tests.support.schooling import acting, member
from tests.support.world import School, World


def day(ahead: int) -> str:
    """That many days from today, as a form says it."""
    return (today() + timedelta(days=ahead)).isoformat()


def said(*spaces: SpaceCode, **changes: str) -> dict[str, str]:
    """A form that nothing is wrong with, but for the changes."""
    return {"title": "Réunion", "text": "À **jeudi**.", **{f"space_{space}": "on" for space in spaces}, **changes}


def announced(world: World, *spaces: SpaceCode, **changes: str) -> int:
    """Its identity."""
    return member(world)(announcement_actions.create, said(*spaces, **changes))


def inside(world: World, login: str, *spaces: SpaceCode, school: School | None = None) -> Callable[..., Any]:
    """Run use cases as somebody who may enter these spaces and no other."""
    return acting(world, replace(world.person(school or world.azurite, login), spaces=spaces))
