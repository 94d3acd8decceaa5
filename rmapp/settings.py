"""Every environment variable, typed, with its default; read once, refused with a clear message."""

from __future__ import annotations

import functools
import os
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .core.embedded import locate

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO_BANK = ("Банк «Образец»", "Sample Bank")
BANK_NAMES = ("bank_name", "bank_name_ru", "bank_name_en")


class Mode(StrEnum):
    """How the product runs (ruling 7)."""

    DEMO = "demo"
    PRODUCTION = "production"


class BadSettings(Exception):
    """The environment does not describe a bank that can start; the text says what to mend."""


class Settings(BaseSettings):
    """What the environment says. Variables are named ``RMAPP_<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="RMAPP_", frozen=True, extra="ignore")

    mode: Mode = Mode.PRODUCTION
    instance: Path = Field(CHECKOUT / "instance", validate_default=True)
    database_url: str | None = None
    database_owner_url: str | None = None
    database_pooled: bool = False  # the serving role comes through a pooler in transaction mode
    redis_url: str | None = None
    demo_on_server: bool = False

    secret_key: str | None = None  # signs cookies and links; ≥ 32 characters
    secret_key_fallbacks: list[str] = []  # former keys, still accepted while rotating
    data_key: str | None = None  # encrypts documents' numbers and second-factor seeds
    audit_key: str | None = None  # chains the trail

    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: list[str] = []  # besides the host of base_url
    proxies: int = Field(0, ge=0, le=5)  # how many front servers set X-Forwarded-*
    port: int = Field(8000, ge=1, le=65535)
    web_processes: int = Field(2, ge=1, le=64)
    web_threads: int = Field(4, ge=1, le=64)

    bank_name: str = ""  # the one name of the bank, or as its two languages call it:
    bank_name_ru: str = ""
    bank_name_en: str = ""
    bank_zone: str = "Europe/Moscow"
    bank_country: str = "RU"
    currency: str = "RUB"
    default_language: str = "ru"

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(25, ge=1, le=65535)
    smtp_security: str = Field("starttls", pattern="^(none|starttls|tls)$")
    smtp_user: str | None = None
    smtp_password: str | None = None
    mail_from: str = "desk@bank.example"

    second_factor: bool | None = None  # None: on in production, off in the demo
    session_idle_minutes: int = Field(15, ge=1)
    session_hours: int = Field(10, ge=1)
    step_up_minutes: int = Field(5, ge=1)
    redis_grace_seconds: float = Field(60.0, ge=0)
    handover_second_signature_over: int = Field(50, ge=0)
    minimum_contacts: int = Field(4, ge=1)
    assign_within_days: int = Field(3, ge=0)  # working days in the queue without a manager
    contacts_a_day: int = Field(12, ge=1, le=200)  # no schedule fills a day beyond
    gifts_a_year: int = Field(3_000, ge=0)  # worth for one client, currency units; 0: no limit
    log_level: str = "INFO"
    metrics_token: str | None = None  # what Prometheus shows at /metrics; None: closed

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Papers and letters always name a bank; one name given holds for both languages, and the
        demo's bank is nobody's."""
        any_, ru, en = (str(values.get(name) or "").strip() for name in BANK_NAMES)
        if not (any_ or ru or en):
            ru, en = DEMO_BANK if values.get("mode") == Mode.DEMO else ("Банк", "Bank")
        any_ = any_ or ru or en
        return {**values, **dict(zip(BANK_NAMES, (any_, ru or any_, en or any_), strict=True))}

    @field_validator("instance")
    @classmethod
    def _reachable(cls, value: Path) -> Path:
        """As root under a folder others may not pass the instance lies elsewhere (ruling 9)."""
        return locate(value)[0]

    @field_validator("secret_key", "data_key", "audit_key")
    @classmethod
    def _strong(cls, value: str | None) -> str | None:
        if value is not None and (len(value) < 32 or len(set(value)) < 10):
            raise ValueError("must have at least 32 characters, not a repeated few")
        return value

    @field_validator("secret_key_fallbacks")
    @classmethod
    def _all_strong(cls, value: list[str]) -> list[str]:
        for former in value:  # a former key still signs whatever it is shown
            cls._strong(former)
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mode is Mode.PRODUCTION:
            missing = [
                f"RMAPP_{name.upper()}"
                for name in ("database_url", "secret_key", "data_key", "audit_key")
                if not getattr(self, name)
            ]
            if missing:
                raise ValueError(f"production needs {', '.join(missing)}")
            if not self.base_url.startswith("https://"):
                raise ValueError("production needs RMAPP_BASE_URL with https://")
            if self.second_factor is False:
                raise ValueError("the second factor cannot be off in production")
        elif self.database_url and not self.demo_on_server:
            raise ValueError(
                "the demo refuses a database that is not its own;"
                " set RMAPP_DEMO_ON_SERVER=1 if you mean it"
            )
        return self

    def bank_in(self, language: object) -> str:
        """The name of the bank in ``language``, a code or a locale (any but English: Russian)."""
        return self.bank_name_en if str(language).startswith("en") else self.bank_name_ru

    @property
    def is_demo(self) -> bool:
        """Whether demo people, plain HTTP and the page of sent letters are there."""
        return self.mode is Mode.DEMO

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone opens nothing."""
        return not self.is_demo if self.second_factor is None else self.second_factor

    @property
    def is_secure(self) -> bool:
        """Whether people reach the desk over TLS (cookies are marked accordingly)."""
        return self.base_url.startswith("https://")

    def key(self, name: str) -> str:
        """The secret ``name`` (``secret_key``, ``data_key``, ``audit_key``).

        In the demo a missing one is made once and kept in the instance folder, mode 0600.
        """
        value = getattr(self, name)
        if value:
            return str(value)
        return _kept_secret(self.instance / "secrets" / name)


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def load(**values: object) -> Settings:
    """Read the environment (``values`` win over it). Refuses with :class:`BadSettings`."""
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            words = problem["msg"].removeprefix("Value error, ")
            lines.append(f"RMAPP_{name}: {words}" if name else words)
        raise BadSettings("The settings cannot be used:\n  " + "\n  ".join(lines)) from None


@functools.cache
def settings() -> Settings:
    """The settings of this process."""
    return load()
