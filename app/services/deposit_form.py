"""What does the form of a deposit say? As the browser sends it: words, and lists."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from app.locales import msg
from app.services.audiences import MOST, Choice
from app.services.deposits import Changes, DepositForm
from app.services.errors import Invalid

COMING: Final = "coming"  # in the place of an identity, as the uploader says it
LONGEST: Final = 100_000  # characters of a list
_CHOICES: Final = TypeAdapter[list[Choice]](Annotated[list[Choice], Field(max_length=MOST + 1)])
AGAIN: Final = msg("This list could not be read. Choose again.")


def typed(form: Mapping[str, str]) -> DepositForm:
    """A whole form. Refuses with `Invalid` a list that no page of ours writes."""
    return DepositForm(
        files=files(form.get("files", "")),
        recipients=choices(form.get("recipients", "")),
        sends_mail=bool(form.get("sends_mail")),
        **changes(form),
    )


def changes(form: Mapping[str, str]) -> Changes:
    """The words alone; -1, which no category has, for what is no identity."""
    said = form.get("category", "")
    category = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1  # noqa: PLR2004  a column
    return Changes(category=category if said else 0, memo=form.get("memo", ""))


def files(said: str) -> list[str]:
    """Identities of uploads, separated by commas. Refuses with `Invalid` while one is on its way."""
    named = said[:LONGEST].split(",") if said else []
    if COMING in named:
        raise Invalid({"files": msg("A file is still on its way. Wait until it is there, or take it out.")})
    return named


def choices(said: str) -> list[Choice]:
    """Entries among the recipients. Refuses with `Invalid`."""
    try:
        return _CHOICES.validate_json(said[:LONGEST], strict=True) if said else []
    except ValidationError as why:
        raise Invalid({"recipients": AGAIN}) from why
