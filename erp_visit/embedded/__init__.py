"""PostgreSQL and Valkey that start by themselves when the settings name none.

Both come from wheels and run as ordinary servers on Unix sockets under the data folder. Any number of processes may
share one data folder: the first starts the servers, later ones join, whoever leaves last stops them. Who is in is known
from kernel locks, not from lists of process ids, so that a killed process leaves nothing to clean up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from erp_visit.embedded.account import Account, account_for
from erp_visit.embedded.layout import Layout
from erp_visit.embedded.membership import exclusive, join
from erp_visit.embedded.postgres import Postgres
from erp_visit.embedded.valkey import Valkey
from erp_visit.embedded.watching import Watched, kept_running
from erp_visit.settings import Settings, StartupError, make_data_dir

__all__ = ["ServerAddresses", "StartupError", "servers", "stop_abandoned"]


@dataclass(frozen=True)
class ServerAddresses:
    """Where the database and Redis are, and the pooler before the database, if there is one; `notes` says in words
    what runs where and as whom."""

    database_url: str
    redis_url: str
    notes: list[str] = field(default_factory=list)
    pooler_url: str | None = None


@contextmanager
def servers(
    settings: Settings, *, postgres_options: Mapping[str, str] | None = None, watched: bool = False
) -> Iterator[ServerAddresses]:
    """The servers that `settings` name, else embedded ones, running for as long as the block is.

    With `watched`, embedded ones that end meanwhile are started again. `postgres_options` override the embedded
    database's configuration (the tests turn fsync off). Raises StartupError, with the remedy, when a server cannot be
    started.
    """
    if settings.database_url is not None and settings.redis_url is not None:
        yield ServerAddresses(settings.database_url, settings.redis_url, pooler_url=settings.pooler_url)
        return

    data_dir = make_data_dir(settings)
    account = account_for(data_dir / "postgres")
    layout = Layout.prepare(data_dir, account)
    postgres = Postgres(layout, account, dict(postgres_options or {}))
    valkey = Valkey(layout, account)

    with exclusive(layout.start_lock):
        membership = join(layout.members_lock)
        try:
            database_url, redis_url = settings.database_url, settings.redis_url
            notes = list(account.notes)
            if database_url is None:
                database_url = postgres.ensure_running()
                notes.append(_note("PostgreSQL", layout.postgres_data, account))
            if redis_url is None:
                redis_url = valkey.ensure_running()
                notes.append(_note("Valkey", layout.valkey_data, account))
        except BaseException:
            # The failure itself is what to report; what did start is stopped by whoever leaves last.
            if membership.is_last():
                _stop(valkey, postgres)
            membership.leave()
            raise
    embedded: list[Watched] = [postgres] if settings.database_url is None else []
    embedded += [valkey] if settings.redis_url is None else []
    try:
        with kept_running(embedded, layout.start_lock) if watched else nullcontext():
            yield ServerAddresses(database_url, redis_url, notes, settings.pooler_url)
    finally:
        with exclusive(layout.start_lock):
            if membership.is_last():
                _stop(valkey, postgres)
            membership.leave()


def stop_abandoned(settings: Settings) -> bool:
    """Stop servers that killed processes left running on the data folder; False if another process uses them."""
    data_dir = settings.data_path
    if not (data_dir / "members.lock").exists():
        return True
    account = account_for(data_dir / "postgres")
    layout = Layout.prepare(data_dir, account)
    with exclusive(layout.start_lock):
        membership = join(layout.members_lock)
        try:
            if alone := membership.is_last():
                _stop(Valkey(layout, account), Postgres(layout, account, {}))
            return alone
        finally:
            membership.leave()


def _stop(valkey: Valkey, postgres: Postgres) -> None:
    try:
        valkey.stop()
    finally:
        postgres.stop()


def _note(server: str, folder: object, account: Account) -> str:
    return f"embedded {server} on {folder}, running as system user {account.name}"
