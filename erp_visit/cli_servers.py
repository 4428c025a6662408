"""What commands of the command line work on: the database and Redis, started, checked and brought up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from erp_visit.settings import Settings, StartupError

if TYPE_CHECKING:
    from erp_visit.embedded import ServerAddresses


@contextmanager
def with_servers(settings: Settings, *, watched: bool = False) -> Iterator[ServerAddresses]:
    """The database and Redis, embedded ones if none are named; with `watched`, looked after for as long as it lasts."""
    from erp_visit.embedded import servers
    from erp_visit.serving import stop_on_signals

    with stop_on_signals(), servers(settings, watched=watched) as addresses:
        for note in addresses.notes:
            typer.echo(f"  {note}", err=True)
        yield addresses


@contextmanager
def running(settings: Settings, *, watched: bool = False) -> Iterator[ServerAddresses]:
    """The database and Redis, embedded ones if none are named, with all migrations applied."""
    from erp_visit.migrate import upgrade

    with with_servers(settings, watched=watched) as addresses:
        if settings.redis_url is not None:
            _check_redis(addresses.redis_url)
        for name in asyncio.run(upgrade(addresses.database_url)):
            typer.echo(f"  migrated {name}", err=True)
        yield addresses


@contextmanager
def watched_servers(settings: Settings) -> Iterator[ServerAddresses]:
    """As `running`, for processes that work through the pooler, if there is one."""
    from erp_visit import db
    from erp_visit.pooler import check_pooler

    with running(settings, watched=True) as addresses:
        if addresses.pooler_url is not None:
            asyncio.run(check_pooler(addresses.database_url, addresses.pooler_url, db.session_settings()))
        yield addresses


def _check_redis(url: str) -> None:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(url, socket_connect_timeout=10, socket_timeout=10) as client:
            client.ping()
    except RedisError as error:
        raise StartupError(f"Redis cannot be used: {error}", remedy="Check REDIS_URL, or unset it.") from error


__all__ = ["running", "watched_servers", "with_servers"]
