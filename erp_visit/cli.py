"""The command line: `erp-visit serve`, `migrate`, `demo` and the rest.

What a command needs is imported inside it, so that `erp-visit --help` answers at once. A StartupError is shown as two
sentences, what is wrong and what to do, without a traceback; the exit code is 2.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from erp_visit import __version__, cli_keeping, cli_people, sandbox
from erp_visit.cli_servers import running, watched_servers
from erp_visit.settings import Settings, StartupError, describe, unknown_variables

if TYPE_CHECKING:
    from erp_visit.embedded import ServerAddresses

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
        with server_socket, watched_servers(settings) as addresses:
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
        with watched_servers(settings) as addresses:
            asyncio.run(work(addresses))
    except KeyboardInterrupt:
        pass  # the way in which Ctrl-C ends a server
    typer.echo("Stopped.")


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    with running(Settings.from_env()):
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
    with running(settings) as addresses:
        prepare(addresses)


app.command("sandbox")(sandbox.command)
app.command("create-user")(cli_people.create_user)
app.command("reset-second-factor")(cli_people.reset_second_factor)
app.command("end-log-ins")(cli_people.end_log_ins)


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
    with running(Settings.from_env()) as addresses:
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


app.command()(cli_keeping.backup)
app.command()(cli_keeping.restore)
app.command()(cli_keeping.doctor)


if __name__ == "__main__":
    main()
