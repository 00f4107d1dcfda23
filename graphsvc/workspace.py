"""Configuration as one frozen object: what `graphsvc.toml` and the environment say, checked at once.

Precedence: environment (`GRAPHSVC_*`, or `GRAPHSVC_*_FILE` for mounted secrets), file, default. Every
bad value is reported in one error with its line, so that a file is mended in one go.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo, available_timezones

import marshmallow as ma
from marshmallow import validate

from graphsvc.errors import ConfigurationError, StoreUnreachableError

FILE_NAME = "graphsvc.toml"
_SECRET_NAME = ".graphsvc-secret"  # noqa: S105 - a file name
_SECRET_BYTES = 32

PeopleLevel = Literal["off", "team", "after-notice", "on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """The own firm: names and mail domains under which it appears, its calendar and its money."""

    name: str
    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    time_zone: str = "UTC"
    currency: str = "EUR"
    levels: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """How far answers name people, and whether a second person must approve.

    Attributes:
        what_ifs: people without a departure that one person may ask what-ifs about in thirty days.
        bulk_reads: people that one person may read in a day before oversight is told.
    """

    people: PeopleLevel = "after-notice"
    approval: Literal["none", "two-person"] = "none"
    what_ifs: int = 15
    bulk_reads: int = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve:
    """How the service runs.

    Attributes:
        max_age_hours: hours after which a publication is too old to be called ready; None = never.
        address: where people find the service, for links in letters; empty = where it is asked.
    """

    max_age_hours: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One source: files of one system, how they are read and what they are taken for.

    Attributes:
        covers: `owner`, `all`, `none`, or addresses whose mail or calendar the files hold; None = default.
        expect_every: days after which the feed counts as old.
    """

    name: str
    paths: tuple[str, ...]
    mapping: str | None = None
    reader: str | None = None
    mode: Literal["snapshot", "delta"] | None = None
    earliest: date = date(1995, 1, 1)
    latest: date | None = None
    covers: str | tuple[str, ...] | None = None
    keep: Literal["known", "all"] = "known"
    accounts_from_domains: bool = False
    max_rejected: float = 0.05
    expect_every: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A folder with everything that belongs to one firm's graph.

    `stands_for` is of a demo alone: by role, the address of the fictional employee as whom somebody looks at
    it who is nobody of that firm.
    """

    root: Path
    firm: Firm
    store_url: str
    privacy: Privacy
    feeds: tuple[Feed, ...]
    is_demo: bool = False
    stands_for: Mapping[str, str] = field(default_factory=dict[str, str])
    serve: Serve = Serve()

    @property
    def snapshots(self) -> Path:
        """Folder of the published snapshots."""
        return self.root / "snapshots"

    @property
    def audit_path(self) -> Path:
        """File of the audit chain and of what must not lie in the graph."""
        return self.root / "audit.db"

    @property
    def sources(self) -> tuple[str, ...]:
        """Feed names in order of trust, as the file lists them."""
        return tuple(feed.name for feed in self.feeds)

    def feed(self, name: str) -> Feed:
        """Returns a feed by name.

        Raises:
            ConfigurationError: no feed has this name.
        """
        for feed in self.feeds:
            if feed.name == name:
                return feed
        known = ", ".join(self.sources) or "none"
        message = f"feed '{name}' is not in {FILE_NAME}; it has: {known}"
        raise ConfigurationError(message)

    def secret(self) -> bytes:
        """Returns the key of fingerprints and tombstones, made on first use in a file only its owner reads.

        Raises:
            StoreUnreachableError: the folder cannot be written.
        """
        path = self.root / _SECRET_NAME
        try:
            return _read_or_make(path)
        except OSError as error:
            message = f"cannot write {path}: {error.strerror}. Give the workspace folder write permission."
            raise StoreUnreachableError(message) from error


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(_SECRET_BYTES), encoding="ascii")
        try:
            os.link(draft, path)  # the first of two processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))


def open_workspace(root: Path, *, environment: Mapping[str, str] | None = None) -> Workspace:
    """Returns the workspace in a folder.

    Raises:
        ConfigurationError: the file is missing or holds bad values; all of them are named with their line.
    """
    path = root / FILE_NAME
    if not path.is_file():
        message = (
            f"no {FILE_NAME} in {root}. Give the folder with -w DIR, or make one with 'graphsvc demo DIR'."
        )
        raise ConfigurationError(message)
    text = path.read_text(encoding="utf-8-sig")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: {error}"
        raise ConfigurationError(message) from error
    return _built(root, _checked(content, path, text), environment or {})


def _built(root: Path, content: Mapping[str, Any], environment: Mapping[str, str]) -> Workspace:
    firm = Firm(**_tuples(content["firm"]))
    url = environment.get("GRAPHSVC_STORE_URL") or content["store"]["url"]
    return Workspace(
        root=root,
        firm=firm,
        store_url=rooted(url, root),
        privacy=Privacy(**content["privacy"]),
        feeds=tuple(Feed(**_tuples(feed)) for feed in content["feed"]),
        is_demo="demo" in content,
        stands_for=content.get("demo", {}).get("stands_for", {}),
        serve=Serve(**content["serve"]),
    )


def rooted(url: str, root: Path) -> str:
    """Returns a store address whose relative path starts in the workspace folder."""
    scheme, _, path = url.partition(":")
    return f"{scheme}:{root / path}" if scheme == "sqlite" else url


def rewrite_url(workspace: Workspace, url: str) -> None:
    """Writes another store address into the workspace's file; everything else stays as it was written."""
    path = workspace.root / FILE_NAME
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    header = next((at for at, line in enumerate(lines) if line.strip() == "[store]"), None)
    if header is None:
        first = next((at for at, line in enumerate(lines) if line.strip() == "[[feed]]"), len(lines))
        lines[first:first] = ["[store]", f'url = "{url}"', ""]
    else:
        body = range(header + 1, len(lines))
        until = next((at for at in body if lines[at].lstrip().startswith("[")), len(lines))
        kept = [line for line in lines[header + 1 : until] if line.partition("=")[0].strip() != "url"]
        lines[header + 1 : until] = [f'url = "{url}"', *kept]
    draft = path.with_name(f".{FILE_NAME}.new")
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(path)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def today(workspace: Workspace, *, now: datetime | None = None) -> date:
    """Returns the day the workspace stands at: pinned in the file, else the clock's in its time zone."""
    pinned = workspace.firm.as_of
    instant = now or datetime.now(UTC)
    return pinned or instant.astimezone(ZoneInfo(workspace.firm.time_zone)).date()


class _Day(ma.fields.Field[date]):
    """A TOML date."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        message = "write a date without quotes, such as 2026-06-30"
        raise ma.ValidationError(message)


class _Covers(ma.fields.Field[Any]):
    """owner, all, none, or a list of addresses."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        is_listed = isinstance(value, list) and all("@" in str(address) for address in value)
        if is_listed or value in ("owner", "all", "none"):
            return value
        message = 'write "owner", "all", "none" or a list of addresses'
        raise ma.ValidationError(message)


def _texts() -> ma.fields.Field[Any]:
    return ma.fields.List(ma.fields.String())


def _known_zone(name: str) -> None:
    if name not in available_timezones():
        message = "write an IANA name, such as Europe/Copenhagen"
        raise ma.ValidationError(message)


class _FirmSchema(ma.Schema):
    name = ma.fields.String(required=True, validate=validate.Length(min=1))
    names = _texts()
    domains = _texts()
    time_zone = ma.fields.String(validate=_known_zone)
    currency = ma.fields.String(
        validate=validate.Regexp(r"[A-Z]{3}\Z", error="write an ISO 4217 code, such as EUR")
    )
    levels = _texts()
    as_of = _Day()


class _StoreSchema(ma.Schema):
    url = ma.fields.String(load_default="sqlite:graph.db")


class _PrivacySchema(ma.Schema):
    people = ma.fields.String(validate=validate.OneOf(("off", "team", "after-notice", "on")))
    approval = ma.fields.String(validate=validate.OneOf(("none", "two-person")))
    what_ifs = ma.fields.Integer(strict=True, validate=validate.Range(min=0))
    bulk_reads = ma.fields.Integer(strict=True, validate=validate.Range(min=1))


class _ServeSchema(ma.Schema):
    max_age_hours = ma.fields.Integer(strict=True, validate=validate.Range(min=1))
    address = ma.fields.String(
        validate=validate.Regexp(
            r"https?://[^/\s]+(/[^/\s]+)*\Z", error="write an address such as https://graph.example.com"
        )
    )


class _FeedSchema(ma.Schema):
    name = ma.fields.String(
        required=True, validate=validate.Regexp(r"[a-z0-9][a-z0-9_-]*\Z", error="use a-z, 0-9, - and _")
    )
    paths = ma.fields.List(ma.fields.String(), required=True, validate=validate.Length(min=1))
    mapping = ma.fields.String()
    reader = ma.fields.String()
    mode = ma.fields.String(validate=validate.OneOf(("snapshot", "delta")))
    earliest = _Day()
    latest = _Day()
    covers = _Covers()
    keep = ma.fields.String(validate=validate.OneOf(("known", "all")))
    accounts_from_domains = ma.fields.Boolean()
    max_rejected = ma.fields.Float(validate=validate.Range(0, 1))
    expect_every = ma.fields.Integer(strict=True, validate=validate.Range(min=1))
    sheet = ma.fields.String()

    @ma.validates_schema
    def _has_form(self, values: Mapping[str, Any], **_: Any) -> None:
        if "mapping" not in values and "reader" not in values:
            message = 'say what the files are: mapping = "NAME" or reader = "mbox"'
            raise ma.ValidationError(message, "mapping")


class _DemoSchema(ma.Schema):
    seed = ma.fields.Integer(strict=True)
    stands_for = ma.fields.Dict(
        keys=ma.fields.String(validate=validate.OneOf(("account_lead", "hr", "alumni_programme", "own"))),
        values=ma.fields.Email(),
    )


class _FileSchema(ma.Schema):
    firm = ma.fields.Nested(_FirmSchema, required=True)
    store = ma.fields.Nested(_StoreSchema, load_default=lambda: {"url": "sqlite:graph.db"})
    privacy = ma.fields.Nested(_PrivacySchema, load_default=dict)
    serve = ma.fields.Nested(_ServeSchema, load_default=dict)
    demo = ma.fields.Nested(_DemoSchema)
    feed = ma.fields.List(ma.fields.Nested(_FeedSchema), load_default=list)

    @ma.validates_schema
    def _names_differ(self, values: Mapping[str, Any], **_: Any) -> None:
        names = [feed["name"] for feed in values.get("feed", ())]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice or "app" in names:
            message = f"feed names must differ and 'app' is reserved: {', '.join(twice or ['app'])}"
            raise ma.ValidationError(message, "feed")


def _checked(content: Mapping[str, Any], path: Path, text: str) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", _FileSchema(unknown=ma.RAISE).load(content))
    except ma.ValidationError as error:
        found = [
            f"{path}:{_line(text, where)}: {'.'.join(str(part) for part in where)}: {message}"
            for where, message in _leaves(error.messages_dict, ())
        ]
        raise ConfigurationError("\n".join(found)) from error


def _leaves(messages: Any, where: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(messages, Mapping):
        return [leaf for name, inner in messages.items() for leaf in _leaves(inner, (*where, name))]
    texts = messages if isinstance(messages, list) else [messages]
    return [(where, " ".join(str(text) for text in texts))]


def _line(text: str, where: tuple[str | int, ...]) -> int:
    """Returns the line of a setting: its table's header, then the key below it."""
    index = next((part for part in where if isinstance(part, int)), 0)
    names = [str(part) for part in where if not isinstance(part, int)]
    headers, found = 0, 1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().replace(" ", "")
        if bare in {f"[{names[0]}]", f"[[{names[0]}]]"}:
            headers += 1
            found = number if headers == index + 1 else found
        elif headers == index + 1 and len(names) > 1 and bare.partition("=")[0] == names[-1]:
            return number
    return found


SETTINGS: Mapping[str, tuple[str, ...]] = {
    "firm": tuple(f.name for f in fields(Firm)),
    "store": ("url",),
    "privacy": tuple(f.name for f in fields(Privacy)),
    "serve": tuple(f.name for f in fields(Serve)),
    "feed": tuple(f.name for f in fields(Feed)),
}
"""Names of all settings by table, for the generated reference."""
