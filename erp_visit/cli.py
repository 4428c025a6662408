"""The command line: `erp-visit serve`, `migrate`, `demo` and the rest.

What a command needs is imported inside it, so that `erp-visit --help` answers at once. A StartupError is shown as two
sentences, what is wrong and what to do, without a traceback; the exit code is 2.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from erp_visit import __version__, sandbox
from erp_visit.settings import Settings, StartupError, describe, unknown_variables

if TYPE_CHECKING:
    from erp_visit.embedded import ServerAddresses
    from erp_visit.files.store import Store

    Prepare = Callable[[ServerAddresses], None]

_DIFFERENCES_SHOWN = 60

app = typer.Typer(
    name="erp-visit",
    help="Visits, orders, stock and money of a distributor.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point of the `erp-visit` script."""
    try:
        app()
    except StartupError as error:
        typer.secho(error.message, err=True, fg="red")
        typer.echo(error.remedy, err=True)
        sys.exit(2)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@contextmanager
def _servers(settings: Settings, *, watched: bool = False) -> Iterator[ServerAddresses]:
    """The database and Redis, embedded ones if none are named; with `watched`, looked after for as long as it lasts."""
    from erp_visit.embedded import servers
    from erp_visit.serving import stop_on_signals

    with stop_on_signals(), servers(settings, watched=watched) as addresses:
        for note in addresses.notes:
            typer.echo(f"  {note}", err=True)
        yield addresses


@contextmanager
def _running(settings: Settings, *, watched: bool = False) -> Iterator[ServerAddresses]:
    """The database and Redis, embedded ones if none are named, with all migrations applied."""
    from erp_visit.migrate import upgrade

    with _servers(settings, watched=watched) as addresses:
        if settings.redis_url is not None:
            _check_redis(addresses.redis_url)
        for name in asyncio.run(upgrade(addresses.database_url)):
            typer.echo(f"  migrated {name}", err=True)
        yield addresses


@contextmanager
def _working(settings: Settings) -> Iterator[ServerAddresses]:
    """As `_running`, for processes that work through the pooler, if there is one."""
    from erp_visit import db
    from erp_visit.pooler import check_pooler

    with _running(settings, watched=True) as addresses:
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


@app.command()
def serve(
    workers: Annotated[int, typer.Option(min=1, help="Number of server processes.")] = 1,
) -> None:
    """Run the server; embedded PostgreSQL and Valkey start with it when none are set."""
    _serve(Settings.from_env(), workers)


def _serve(settings: Settings, workers: int, prepare: Prepare | None = None) -> None:
    from erp_visit import serving

    server_socket = serving.listen(settings)
    settings.signing_key()
    try:
        with server_socket, _working(settings) as addresses:
            if prepare is not None:
                prepare(addresses)
            serving.run(
                settings,
                addresses,
                server_socket,
                workers=workers,
                announce=lambda: _announce(server_socket.getsockname()),
            )
    except KeyboardInterrupt:
        pass  # the way in which Ctrl-C ends a server
    typer.echo("Stopped.")


def _announce(address: tuple[str, int]) -> None:
    host = address[0] if ":" not in address[0] else f"[{address[0]}]"
    root = f"http://{host}:{address[1]}"
    typer.echo(f"\n  admin panel  {root}/admin/\n  GraphQL      {root}/graphql\n\n  Ctrl-C stops everything.\n")


@app.command()
def worker(
    concurrency: Annotated[int, typer.Option(min=1, help="Jobs done at the same time.")] = 2,
) -> None:
    """Do background jobs; the server does them too, this adds capacity."""
    from erp_visit import cache, db, events
    from erp_visit.core.background import beside
    from erp_visit.files.store import open_files
    from erp_visit.jobs import working
    from erp_visit.logs import configure
    from erp_visit.org.company_clock import clock_kept

    settings = Settings.from_env()
    configure(settings)
    open_files(settings)

    async def work(addresses: ServerAddresses) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await db.open_pool(addresses.database_url, concurrency + 1, addresses.pooler_url)
        cache.open_redis(addresses.redis_url)
        hub = events.Hub()
        try:
            jobs = working(addresses.database_url, concurrency=concurrency)
            async with beside(hub.listen(), "events"), clock_kept(hub), jobs:
                typer.echo("Working. Ctrl-C stops.")
                await stop.wait()
        finally:
            await events.delivered()
            await cache.close_redis()
            await db.close_pool()

    try:
        with _working(settings) as addresses:
            asyncio.run(work(addresses))
    except KeyboardInterrupt:
        pass  # the way in which Ctrl-C ends a server
    typer.echo("Stopped.")


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    with _running(Settings.from_env()):
        typer.echo("The database fits this version.")


@app.command()
def demo(
    customers: Annotated[int | None, typer.Option(min=1, help="Customers to make; small by default.")] = None,
    orders: Annotated[int | None, typer.Option(min=0, help="Orders to make; small by default.")] = None,
    seed: Annotated[int | None, typer.Option(help="Equal seeds give equal data; 1 by default.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days that the story goes back; 90 by default.")] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which the story stands; today by default.")
    ] = None,
    and_serve: Annotated[bool, typer.Option("--serve", help="Run the server afterwards.")] = False,
) -> None:
    """Load a believable distributor, once, and print its log-ins."""
    from erp_visit.demo.cli import run

    settings = Settings.from_env()

    def prepare(addresses: ServerAddresses) -> None:
        day = None if today is None else today.date()
        asyncio.run(run(settings, addresses, customers=customers, orders=orders, seed=seed, days=days, today=day))

    if and_serve:
        _serve(settings, 1, prepare)
        return
    with _running(settings) as addresses:
        prepare(addresses)


app.command("sandbox")(sandbox.command)


@app.command("create-user")
def create_user(
    username: str,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="Code of a role; may be given several times.")],
    department: Annotated[str | None, typer.Option(help="Code of the department.")] = None,
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="Asked for when left out.")
    ] = "",
    second_factor: Annotated[
        str, typer.Option(help="With the first log-in: nobody, administrators, leaders or everybody has to have one.")
    ] = "everybody",
) -> None:
    """Make a log-in, for example the first administrator: --role administrator."""
    from erp_visit import db
    from erp_visit.core.errors import DomainError, DomainErrors
    from erp_visit.org import service
    from erp_visit.org.breached import open_breached
    from erp_visit.org.settings import PARAMETERS

    settings = Settings.from_env()
    open_breached(settings.breached_passwords)
    choices = PARAMETERS["second_factor_for"].choices
    if second_factor.upper() not in choices:
        raise StartupError(
            f"{second_factor} says of nobody whether he has to have a second factor.",
            remedy=f"Name one of: {', '.join(choices).lower()}.",
        )

    async def create(database_url: str) -> None:
        await db.open_pool(database_url, size=2)
        try:
            await service.create_user(
                username=username, name=name, roles=role, department=department, password=password,
                second_factor_for=second_factor.upper(),
            )  # fmt: skip
        finally:
            await db.close_pool()

    with _running(settings) as addresses:
        try:
            asyncio.run(create(addresses.database_url))
        except (DomainError, DomainErrors) as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
    typer.echo(f"Created {username}.")


@app.command("reset-second-factor")
def reset_second_factor(
    username: str,
    evidence: Annotated[str, typer.Option(help="What showed who it is, for the audit trail: identity card seen.")],
    by_video: Annotated[bool, typer.Option("--by-video", help="Seen in a video call; otherwise in person.")] = False,
) -> None:
    """Take the second factor away from somebody who has lost it and has no other administrator to ask."""
    from erp_visit import db
    from erp_visit.core.errors import DomainError
    from erp_visit.org.enrolment import take_second_factor
    from erp_visit.org.login_models import IdentityProof

    proof = IdentityProof.VIDEO if by_video else IdentityProof.IN_PERSON

    async def take(database_url: str) -> bool:
        await db.open_pool(database_url, size=2)
        try:
            return await take_second_factor(username, proof=proof, evidence=evidence)
        finally:
            await db.close_pool()

    with _running(Settings.from_env()) as addresses:
        try:
            taken = asyncio.run(take(addresses.database_url))
        except DomainError as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
    typer.echo(f"{username} logs in by the password alone now." if taken else f"{username} has no second factor.")


@app.command("end-log-ins")
def end_log_ins(
    username: Annotated[str | None, typer.Argument(help="Whose; nobody's name with --everybody.")] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="Of all employees.")] = False,
) -> None:
    """End all log-ins of an employee, or of everybody, at once; passwords and second factors stay."""
    from erp_visit import cache, db
    from erp_visit.core.errors import DomainError
    from erp_visit.org.endings import end_log_ins_here

    if (username is None) != everybody:
        raise StartupError("It is not said whose log-ins are to end.", remedy="Name a user, or give --everybody.")

    async def end(addresses: ServerAddresses) -> int:
        await db.open_pool(addresses.database_url, size=2)
        cache.open_redis(addresses.redis_url)
        try:
            return await end_log_ins_here(username)
        finally:
            await cache.close_redis()
            await db.close_pool()

    with _running(Settings.from_env()) as addresses:
        try:
            count = asyncio.run(end(addresses))
        except DomainError as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
    typer.echo(f"{count} log-ins have ended.")


@app.command("export-schema")
def export_schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if the published file is out of step.")
    ] = False,
) -> None:
    """Write graphql/schema.graphql from the code."""
    from erp_visit.api.schema import sdl
    from erp_visit.resources import resource_dir

    file = resource_dir("graphql") / "schema.graphql"
    text = sdl()
    published = file.read_text(encoding="utf-8") if file.exists() else ""
    if not check:
        file.write_text(text, encoding="utf-8")
        typer.echo(f"Wrote {file}.")
    elif text != published:
        import difflib

        before, after = published.splitlines(), text.splitlines()
        changes = list(difflib.unified_diff(before, after, "published", "code", lineterm="", n=1))
        typer.echo("\n".join(changes[:_DIFFERENCES_SHOWN]), err=True)
        if len(changes) > _DIFFERENCES_SHOWN:
            typer.echo(f"... and {len(changes) - _DIFFERENCES_SHOWN} lines more", err=True)
        raise StartupError("The published schema is out of step with the code.", remedy="Run: make schema")
    else:
        typer.echo("The published schema is in step with the code.")


@app.command("import")
def import_(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="customers, products, prices, stock, receivables or sales.")
    ],
    file: Annotated[Path, typer.Argument(help="A .xlsx, .csv or .csv.gz file; with --template, the one to write.")],
    mapping: Annotated[Path | None, typer.Option("--map", help="Mapping of columns and values, TOML.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Write a file to fill in, .xlsx or .csv.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, write nothing.")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Take the good rows; otherwise all or nothing.")
    ] = False,
    create_customers: Annotated[bool, typer.Option("--create-customers", help="Sales: make new customers.")] = False,
    create_products: Annotated[bool, typer.Option("--create-products", help="Sales: make new products.")] = False,
    fallback_customer: Annotated[
        str | None, typer.Option(help="Sales: whom lines without a customer belong to, e.g. 零售散客.")
    ] = None,
    warehouse: Annotated[str | None, typer.Option(help="Stock, sales: code of the warehouse.")] = None,
    department: Annotated[str | None, typer.Option(help="Code of the department of new customers.")] = None,
    paid_before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Sales: what was sold before this day is paid.")
    ] = None,
    username: Annotated[
        str | None, typer.Option("--user", help="On whose behalf; the first administrator by default.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the problems, CSV.")] = None,
) -> None:
    """Take over data from a file of another system; docs/import.md tells about the files."""
    from erp_visit.imports.cli import run, write_template
    from erp_visit.imports.kinds import ImportKind
    from erp_visit.imports.mapping import ImportOptions

    try:
        chosen = ImportKind(kind)
    except ValueError:
        known = ", ".join(sorted(ImportKind))
        raise StartupError(f"{kind} cannot be imported.", remedy=f"Name one of: {known}.") from None
    if template:
        write_template(chosen, file)
        return
    options = ImportOptions(
        dry_run=dry_run, skip_bad_rows=skip_bad_rows, create_customers=create_customers,
        create_products=create_products, fallback_customer=fallback_customer, warehouse=warehouse,
        department=department, paid_before=None if paid_before is None else paid_before.date(),
    )  # fmt: skip
    with _running(Settings.from_env()) as addresses:
        url = addresses.database_url
        code = asyncio.run(run(url, chosen, file, mapping=mapping, options=options, username=username, report=report))
    if code:
        raise typer.Exit(code)


@app.command()
def settings() -> None:
    """List all settings with meaning and value."""
    for row in describe(Settings.from_env()):
        typer.secho(row.variable, bold=True, nl=False)
        typer.echo(f" = {row.value}" + (" (default)" if row.is_default else ""))
        typer.echo(f"    {row.en}\n    {row.zh}")
    for name, meant in unknown_variables():
        typer.echo(f"{name} is set but means nothing here." + (f" Is {meant} meant?" if meant else ""), err=True)


def _folder_of_files(settings: Settings) -> Store | None:
    """The uploaded files, if they lie in a folder; those of a store elsewhere are that store's to keep."""
    from erp_visit.files.store import Store

    if settings.files_url is None or settings.files_url.startswith("file://"):
        return Store(settings.data_path / "files", settings.files_url)
    typer.echo("The uploaded files are in a store elsewhere: back them up there (its versions, its replication).")
    return None


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")]) -> None:
    """Write database and uploaded files into one archive, while the server works."""
    from erp_visit.backup import backup as save
    from erp_visit.backup.saving import megabytes

    settings = Settings.from_env()
    with _running(settings) as addresses:
        made = asyncio.run(save(addresses.database_url, _folder_of_files(settings), file, typer.echo))
    rows = sum(made.rows.values())
    typer.echo(f"{file}: {megabytes(file.stat().st_size)}, {len(made.rows)} tables, {rows:,} rows.")


@app.command()
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
    with _servers(settings) as addresses:
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


@app.command()
def doctor() -> None:
    """Check that ledgers, stock and documents agree; tells every disagreement, changes nothing. Exit code 1 if any."""
    from erp_visit.doctor import run
    from erp_visit.files.store import Store

    settings = Settings.from_env()
    store = Store(settings.data_path / "files", settings.files_url)
    with _running(settings) as addresses:
        findings = asyncio.run(run(addresses.database_url, typer.echo, store))
    for finding in findings:
        typer.echo(str(finding))
    if settings.public_url is None:
        typer.echo("Note: ERP_VISIT_PUBLIC_URL is not set; messages by mail and group chats carry no links.")
    typer.echo(f"{len(findings)} findings." if findings else "All in order.")
    if findings:
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
