"""What does a mail say? One structure, in the receiver's language, as text and as HTML."""

from dataclasses import dataclass
from html import escape

from app.locales import Message, msg

_STYLE = "font:15px/1.5 system-ui,'Segoe UI',Roboto,sans-serif;color:#16202e;background:#f6f7f9;margin:0;padding:24px"
_CARD = "max-width:560px;margin:0 auto;background:#fff;border:1px solid #dfe3e9;border-radius:8px;padding:24px"
_LABEL = "text-align:left;padding:4px 14px 4px 0;color:#566273"
_BUTTON = (
    "display:inline-block;background:#2346a8;color:#fff;padding:9px 16px;border-radius:7px;"
    "font-weight:600;text-decoration:none"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """`words` is text written by a person, kept as it is; everything else is translated."""

    subject: Message
    greeting: Message
    paragraphs: tuple[Message, ...] = ()
    facts: tuple[tuple[Message, str], ...] = ()
    link: tuple[Message, str] | None = None
    closing: tuple[Message, ...] = ()
    words: str = ""

    def text(self, language: str) -> str:
        """For readers of plain text."""
        parts = [self.greeting.text(language), *(p.text(language) for p in self.paragraphs)]
        if self.words:
            parts.append(self.words)
        if self.facts:
            parts.append("\n".join(f"{label.text(language)} {value}" for label, value in self.facts))
        if self.link:
            parts.append(f"{self.link[0].text(language)}\n{self.link[1]}")
        parts += [p.text(language) for p in self.closing]
        return "\n\n".join([*parts, f"-- \n{_signature(language)}"]) + "\n"

    def html(self, language: str) -> str:
        """For everybody else; every value is escaped."""
        parts = [_p(self.greeting.text(language)), *(_p(p.text(language)) for p in self.paragraphs)]
        if self.words:
            parts += [_p(block) for block in self.words.split("\n\n")]
        if self.facts:
            rows = (
                f'<tr><th style="{_LABEL}">{escape(label.text(language))}</th>'
                f'<td style="padding:4px 0"><b>{escape(value)}</b></td></tr>'
                for label, value in self.facts
            )
            parts.append(f"<table>{''.join(rows)}</table>")
        if self.link:
            label, address = self.link
            parts.append(f'<p><a style="{_BUTTON}" href="{escape(address)}">{escape(label.text(language))}</a></p>')
        parts += [_p(p.text(language)) for p in self.closing]
        parts.append(f'<p style="color:#566273;font-size:13px">{escape(_signature(language))}</p>')
        return (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject.text(language))}</title></head>"
            f'<body style="{_STYLE}"><div style="{_CARD}">{"".join(parts)}</div></body></html>'
        )


def _p(text: str) -> str:
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"


def _signature(language: str) -> str:
    return msg("Casier, the administration portal of schools").text(language)


def welcome(name: str, establishment: str, address: str, username: str, password: str) -> Letter:
    """To the contact of a new establishment: where to sign in, and as whom (E3)."""
    return Letter(
        subject=msg("%(establishment)s: your access to Casier", establishment=establishment),
        greeting=_greeting(name),
        paragraphs=(
            msg("%(establishment)s is now registered on Casier.", establishment=establishment),
            msg("Here is the account of its first administrator:"),
        ),
        facts=_credentials(username, password),
        link=(msg("Sign in"), address),
        closing=(msg("Keep this message safe, and change the password once signed in."),),
    )


def new_credentials(name: str, establishment: str, address: str, username: str, password: str) -> Letter:
    """To the contact, after an administrator's password was reset (E5)."""
    return Letter(
        subject=msg("%(establishment)s: new password of an administrator", establishment=establishment),
        greeting=_greeting(name),
        paragraphs=(
            msg("The platform's administrator has reset a password of %(establishment)s.", establishment=establishment),
        ),
        facts=_credentials(username, password),
        link=(msg("Sign in"), address),
        closing=(msg("The former password no longer works. Please hand these over to the person concerned."),),
    )


def reset_link(name: str, address: str, minutes: int) -> Letter:
    """To whoever forgot a password."""
    return Letter(
        subject=msg("Choose a new password"),
        greeting=_greeting(name),
        paragraphs=(msg("Somebody, probably you, asked for a new password for your account on Casier."),),
        link=(msg("Choose a new password"), address),
        closing=(
            msg("This link works once, during %(n)d minutes.", n=minutes),
            msg("If you did not ask for it, ignore this message: nothing changes."),
        ),
    )


def activation(name: str, establishment: str, username: str, address: str, days: int) -> Letter:
    """To somebody who has no password yet: a link to choose it (P3)."""
    return Letter(
        subject=msg("%(establishment)s: your access to Casier", establishment=establishment),
        greeting=_greeting(name),
        paragraphs=(msg("An account on Casier waits for you at %(establishment)s.", establishment=establishment),),
        facts=((msg("Username:"), username),),
        link=(msg("Choose my password"), address),
        closing=(
            msg("This link works once, during %(n)d days.", n=days),
            msg("If you do not know this establishment, ignore this message: nothing changes."),
        ),
    )


def new_email(name: str, establishment: str, address: str, hours: int) -> Letter:
    """To the address that a person wants from now on: a link that proves it is theirs."""
    return Letter(
        subject=msg("Confirm your e-mail address"),
        greeting=_greeting(name),
        paragraphs=(
            msg("This address was given for an account of %(establishment)s on Casier.", establishment=establishment),
        ),
        link=(msg("Confirm this address"), address),
        closing=(
            msg("This link works once, during %(n)d hours.", n=hours),
            msg("If you did not ask for it, ignore this message: nothing changes."),
        ),
    )


def email_changing(name: str, establishment: str) -> Letter:
    """To the address that an account has so far, when another is asked for."""
    return Letter(
        subject=msg("Your e-mail address is about to change"),
        greeting=_greeting(name),
        paragraphs=(
            msg(
                "Another e-mail address was asked for, for your account of %(establishment)s on Casier.",
                establishment=establishment,
            ),
            msg("It replaces this one as soon as it is confirmed."),
        ),
        closing=(msg("If it was not you, change your password at once and tell your establishment."),),
    )


def new_account(name: str, establishment: str, address: str, username: str) -> Letter:
    """To the holder of a new account, whose password was chosen for them and is handed over otherwise (P3)."""
    return Letter(
        subject=msg("%(establishment)s: your account", establishment=establishment),
        greeting=_greeting(name),
        paragraphs=(msg("%(establishment)s has opened an account for you on Casier.", establishment=establishment),),
        facts=((msg("Username:"), username),),
        link=(msg("Sign in"), address),
        closing=(msg("Whoever opened it tells you the password."),),
    )


def written(name: str, subject: str, words: str) -> Letter:
    """To the contact, in the platform administrator's own words (E8)."""
    return Letter(subject=Message("%(subject)s", {"subject": subject}), greeting=_greeting(name), words=words)


def _greeting(name: str) -> Message:
    return msg("Hello %(name)s,", name=name) if name else msg("Hello,")


def _credentials(username: str, password: str) -> tuple[tuple[Message, str], ...]:
    return (msg("Username:"), username), (msg("Password:"), password)
