"""Which web spaces are there? Eight, each for an audience (S2)."""

from typing import Final

from app.locales import Message, msg
from app.models.establishment import SpaceCode

NAMES: Final[dict[SpaceCode, Message]] = {
    SpaceCode.TEACHERS: msg("Teachers"),
    SpaceCode.SCHOOL_LIFE: msg("School life"),
    SpaceCode.GUARDIANS: msg("Guardians"),
    SpaceCode.STUDENTS: msg("Students"),
    SpaceCode.ASSISTANTS: msg("Assistants"),
    SpaceCode.STAFF: msg("Staff"),
    SpaceCode.INSPECTORS: msg("Inspectors"),
    SpaceCode.VISITORS: msg("Visitors"),
}
