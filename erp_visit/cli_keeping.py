"""The commands that keep data: `erp-visit backup`, `restore` and `doctor`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from erp_visit.cli_servers import running, with_servers
from erp_visit.settings import Settings

if TYPE_CHECKING:
    from erp_visit.files.store import Store


def _folder_of_files(settings: Settings) -> Store | None:
    """The uploaded files, if they lie in a folder; those of a store elsewhere are that store's to keep."""
    from erp_visit.files.store import Store

    if settings.files_url is None or settings.files_url.startswith("file://"):
        return Store(settings.data_path / "files", settings.files_url)
    typer.echo("The uploaded files are in a store elsewhere: back them up there (its versions, its replication).")
    return None


def backup(file: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")]) -> None:
    """Write database and uploaded files into one archive, while the server works."""
    from erp_visit.backup import backup as save
    from erp_visit.backup.saving import megabytes

    settings = Settings.from_env()
    with running(settings) as addresses:
        made = asyncio.run(save(addresses.database_url, _folder_of_files(settings), file, typer.echo))
    rows = sum(made.rows.values())
    typer.echo(f"{file}: {megabytes(file.stat().st_size)}, {len(made.rows)} tables, {rows:,} rows.")


def restore(
    file: Annotated[Path, typer.Argument(help="An archive that `erp-visit backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Lose what the database holds now.")] = False,
) -> None:
    """Bring database and uploaded files back from an archive, all or nothing, and let the doctor look at them."""
    from erp_visit import cache
    from erp_visit.backup import restore as bring_back
    from erp_visit.org.sessions import distrust_copies

    settings = Settings.from_env()
    # Not migrated before: the database that is there now may be unusable, and is replaced.
    with with_servers(settings) as addresses:
        store = _folder_of_files(settings)

        async def work() -> None:
            await bring_back(addresses.database_url, store, file, typer.echo, replace=replace)
            cache.open_redis(addresses.redis_url)
            try:
                await distrust_copies()
            finally:
                await cache.close_redis()

        asyncio.run(work())
        typer.echo("everybody has to log in anew")
    doctor()


def doctor() -> None:
    """Check that ledgers, stock and documents agree; tells every disagreement, changes nothing. Exit code 1 if any."""
    from erp_visit.doctor import run
    from erp_visit.files.store import Store

    settings = Settings.from_env()
    store = Store(settings.data_path / "files", settings.files_url)
    with running(settings) as addresses:
        findings = asyncio.run(run(addresses.database_url, typer.echo, store))
    for finding in findings:
        typer.echo(str(finding))
    if settings.public_url is None:
        typer.echo("Note: ERP_VISIT_PUBLIC_URL is not set; messages by mail and group chats carry no links.")
    typer.echo(f"{len(findings)} findings." if findings else "All in order.")
    if findings:
        raise typer.Exit(1)


__all__ = ["backup", "doctor", "restore"]
