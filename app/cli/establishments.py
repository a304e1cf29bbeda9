"""`casier establishment`: the platform's use cases, from a terminal."""

from typing import Annotated

import typer

from app.cli import terminal
from app.cli.opening import at_work
from app.cli.terminal import fail, say, show
from app.locales import msg
from app.models.types import folded
from app.services import establishment_creation, establishment_deletion, establishments, zones
from app.services.establishment_form import EstablishmentForm
from app.services.establishments import EstablishmentRow
from app.services.scope import PlatformScope

commands = terminal.commands(help="Establishments: list, create, block, unblock, delete.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(min=1, help="The number of the establishment.")]


@commands.command(name="list")
def everything(*, json: Annotated[bool, typer.Option("--json", help="As one JSON list.")] = False) -> None:
    """List the establishments, by number."""
    with at_work(writes=False) as scope:
        rows = list(establishments.every(scope))
    if json:
        show(rows)
        return
    for row in rows:
        say(_line(row))


@commands.command()
def create(  # noqa: PLR0913, PLR0917  one option a field of the form
    name: Annotated[str, typer.Option()],
    locality: Annotated[str, typer.Option(help="Postcode and town.")],
    zone: Annotated[str, typer.Option(help="The name of a zone that is there.")],
    contact_email: Annotated[str, typer.Option(help="Who gets the credentials of the first administrator.")],
    contact_last_name: Annotated[str, typer.Option()],
    contact_first_name: Annotated[str, typer.Option()],
    uai: Annotated[str, typer.Option(help="Seven digits and their check letter.")] = "",
    number: Annotated[str, typer.Option(help="The next free one, unless you choose.")] = "",
    *,
    send: Annotated[
        bool, typer.Option(help="Mail the credentials to the contact; else they are printed, once.")
    ] = True,
) -> None:
    """Create an establishment with its database and its first administrator."""
    form = EstablishmentForm(
        number=number,
        locality=locality,
        name=name,
        uai=uai,
        contact_last_name=contact_last_name,
        contact_first_name=contact_first_name,
        contact_email=contact_email,
        send="on" if send else "",
    )
    with at_work(writes=True) as scope:
        form["zone"] = _zone(scope, zone)
        made = establishment_creation.create(scope, form)
    say(msg("%(name)s was created with number %(number)s.", name=made["name"], number=made["number"]))
    if made["password"]:
        say(msg("Username: %(username)s", username=made["username"]))
        say(msg("Password, shown this once: %(password)s", password=made["password"]))
    else:
        say(msg("The credentials of its administrator go to %(email)s.", email=made["recipient"]))


@commands.command()
def block(number: Number, reason: Annotated[str, typer.Option(help="What its people will read.")]) -> None:
    """Let nobody of an establishment in any more."""
    with at_work(writes=True) as scope:
        establishments.block(scope, number, reason)
    say(msg("Establishment %(number)s is blocked.", number=number))


@commands.command()
def unblock(number: Number) -> None:
    """Let the people of an establishment in again."""
    with at_work(writes=True) as scope:
        establishments.unblock(scope, number)
    say(msg("Establishment %(number)s is open again.", number=number))


@commands.command()
def delete(
    number: Number,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="You know that everything of it will be lost.")] = False,
) -> None:
    """Delete an establishment: database, files, mails, sessions."""
    with at_work(writes=True) as scope:
        if not yes:
            lost = establishment_deletion.losses(scope, number)
            fail(
                msg(
                    "This would be lost: %(people)s accounts, %(bytes)s bytes of files, %(mails)s mails. "
                    "Say --yes to go on.",
                    **lost,
                )
            )
        establishment_deletion.delete_one(scope, number, str(number))
    say(msg("Establishment %(number)s was deleted.", number=number))


def _zone(scope: PlatformScope, name: str) -> str:
    """The form wants its id; a person at a terminal knows its name. A wrong one is the form's to refuse."""
    return next((choice["id"] for choice in zones.choices(scope) if folded(choice["name"]) == folded(name)), "")


def _line(row: EstablishmentRow) -> str:
    return "\t".join((str(row["number"]), row["uai"], row["state"], str(row["people"]), row["name"], row["locality"]))
