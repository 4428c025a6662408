"""What `erp-visit demo` does around the loading: progress, log-ins, and being run twice."""

from __future__ import annotations

import secrets
from datetime import date

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from erp_visit import cache
from erp_visit.core.clock import now
from erp_visit.demo.load import USERNAMES, DemoSize, load, loaded, until
from erp_visit.embedded import ServerAddresses
from erp_visit.files.store import Store
from erp_visit.org.passwords import hash_password, verify_password
from erp_visit.settings import Settings, StartupError
from erp_visit.tracks.live import FRESH, show
from erp_visit.tracks.summary import Point

ROLES = {
    "admin": "系统管理员 administrator", "executive": "总经理 executive", "manager": "销售经理 manager",
    "supervisor": "主管 supervisor", "rep1": "业代 rep", "rep2": "业代 rep", "clerk": "内勤 clerk",
    "keeper": "库管 keeper", "driver": "司机 driver", "finance": "会计 finance",
}  # fmt: skip


async def run(
    settings: Settings,
    addresses: ServerAddresses,
    *,
    customers: int | None = None,
    orders: int | None = None,
    seed: int | None = None,
    days: int | None = None,
    today: date | None = None,
    console: Console | None = None,
) -> None:
    """Load the demo distributor unless it is there, and print its log-ins.

    Run again without sizes it changes nothing; with ERP_VISIT_DEMO_PASSWORD set it makes that the log-ins' password.
    Raises StartupError if the database holds other data.
    """
    console = console or Console()
    asked = {"customers": customers, "orders": orders, "seed": seed, "days": days}
    wanted = {name: value for name, value in asked.items() if value is not None}
    connection = await asyncpg.connect(addresses.database_url, server_settings={"timezone": "UTC", "jit": "off"})
    try:
        present = await loaded(connection)
        if present is None:
            password = settings.demo_password or _password()
            size = DemoSize(until=until(today), **wanted)
            store = Store(settings.data_path / "files", settings.files_url)
            await _load(connection, size, hash_password(password), console, store)
            await _show_positions(connection, addresses.redis_url)
            _show(console, password)
            return
        if differing := {name: present[name] for name, value in wanted.items() if present[name] != value}:
            raise StartupError(
                "This database holds demo data of another size: "
                + ", ".join(f"{name} {value}" for name, value in differing.items())
                + ".",
                remedy="To make other data, name another folder in ERP_VISIT_DATA_DIR, or another DATABASE_URL.",
            )
        if settings.demo_password is not None:
            await _set_password(connection, settings.demo_password)
        console.print("The demo data are loaded already.")
        _show(console, settings.demo_password)
    finally:
        await connection.close()


async def _load(
    connection: asyncpg.Connection, size: DemoSize, password_hash: str, console: Console, store: Store
) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Demo data", total=100)
        await load(
            connection, size, password_hash,
            lambda stage, share: progress.update(task, description=stage, completed=share), store,
        )  # fmt: skip
    console.print(
        f"{size.customers} customers, {size.orders} orders, {size.days} days up to {size.last_day}, seed {size.seed}."
    )


async def _show_positions(connection: asyncpg.Connection, redis_url: str) -> None:
    """Those who are under way have live positions, as if their phones had just sent them."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (employee_id) employee_id, at, latitude, longitude, accuracy::float8, mock FROM track_point"
        " WHERE at BETWEEN $1 AND $2 ORDER BY employee_id, at DESC",
        now() - FRESH, now(),
    )  # fmt: skip
    cache.open_redis(redis_url)
    try:
        for row in rows:
            point = Point(*tuple(row)[1:])
            seconds = int((point.at + FRESH - now()).total_seconds())
            if seconds > 0:
                await show(row["employee_id"], point, seconds)
    finally:
        await cache.close_redis()


async def _set_password(connection: asyncpg.Connection, password: str) -> None:
    """Make this the password of the demo log-ins that have another one."""
    hashes = await connection.fetch(
        "SELECT DISTINCT password_hash FROM employee WHERE username = ANY($1) AND password_hash IS NOT NULL", USERNAMES
    )
    stale = [row["password_hash"] for row in hashes if not verify_password(row["password_hash"], password)]
    if stale:
        await connection.execute(
            "UPDATE employee SET password_hash = $1, password_changed_at = now(), version = version + 1"
            " WHERE username = ANY($2) AND password_hash = ANY($3)",
            hash_password(password), USERNAMES, stale,
        )  # fmt: skip


def _password() -> str:
    """Three groups of four letters and digits, without those that look alike: 60 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _show(console: Console, password: str | None) -> None:
    table = Table("log-in", "角色 role", box=None, padding=(0, 2))
    for username in USERNAMES:
        table.add_row(username, ROLES[username])
    console.print(table)
    if password is not None:
        console.print(f"  password of all of them: [bold]{password}[/bold]", highlight=False)
    else:
        console.print(
            "  Their password was shown when they were made. To set another: ERP_VISIT_DEMO_PASSWORD=… erp-visit demo",
            highlight=False,
        )


__all__ = ["run"]
