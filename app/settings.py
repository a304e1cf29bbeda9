"""How was this installation set up? Environment and `.env` become one frozen object."""

import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every `CASIER_…` variable; `docs/operations.md` explains each to an operator."""

    model_config = SettingsConfigDict(env_prefix="CASIER_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    database_url: SecretStr = SecretStr("")
    files_url: str = ""
    s3_endpoint: str = ""
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    smtp_url: SecretStr = SecretStr("")
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    bcrypt_cost: int = Field(default=12, ge=4, le=16)
    workers: int = Field(default=1, ge=1)
    language: Literal["fr", "en"] = "fr"
    log_format: Literal["text", "json"] = "text"
    session_idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=12, ge=1)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @classmethod
    def load(cls) -> Self:
        """Read the environment; called once, by the composition roots."""
        return cls()

    def environment(self) -> dict[str, str]:
        """The variables that make another process, wherever it runs, load the same."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        shown = {k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in values.items()}
        return {f"CASIER_{name.upper()}": str(value) for name, value in shown.items()}

    @cached_property
    def platform_url(self) -> str:
        """Where the platform's database is: SQLAlchemy's address."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'platform.db'}"

    @property
    def is_postgresql(self) -> bool:
        """One schema and one login role per establishment, rather than one SQLite file."""
        return self.platform_url.startswith("postgresql")

    @property
    def address(self) -> str:
        """The address that mails and the console give, without a final slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        """People reach the portal over TLS: cookies are `Secure` and named `__Host-…`."""
        return urlsplit(self.address).scheme == "https"

    @cached_property
    def key(self) -> bytes:
        """The installation's secret: from the setting, else made at first start in a file only its owner reads."""
        if given := self.secret_key.get_secret_value():
            return given.encode()
        file = self.data_dir / "secret.key"
        if not file.exists():
            _make_key(file)
        return file.read_bytes()


def _make_key(file: Path) -> None:
    """Written whole, then named: of several processes at once, one names its key and all read that one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secrets.token_urlsafe(48).encode())
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(part, file)
    part.unlink()
