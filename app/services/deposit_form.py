"""What does the form of a deposit say? As the browser sends it: words, and lists as JSON."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from app.locales import Message, msg
from app.services.audiences import MOST, Choice
from app.services.deposits import Changes, DepositForm
from app.services.errors import Invalid

LONGEST: Final = 100_000  # characters of a list
_FILES: Final = TypeAdapter[list[str]](Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=1000)])
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
    """Identities of uploads. Refuses with `Invalid`."""
    return _read(_FILES, said, "files", AGAIN)


def choices(said: str) -> list[Choice]:
    """Entries among the recipients. Refuses with `Invalid`."""
    return _read(_CHOICES, said, "recipients", AGAIN)


def _read(adapter: TypeAdapter[Any], said: str, field: str, otherwise: Message) -> Any:  # noqa: ANN401  of its type
    if not said:
        return []
    try:
        return adapter.validate_json(said[:LONGEST], strict=True)
    except ValidationError as why:
        raise Invalid({field: otherwise}) from why
