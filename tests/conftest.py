"""What all tests share: one embedded PostgreSQL and Valkey for all workers, a database per worker, clean for each test.

The servers come from the same code that the product starts with: every worker joins them, the last one stops them. With
DATABASE_URL and REDIS_URL set, those are used instead; the databases made there are dropped at the end.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import playwright.async_api as playwright
import pytest
import redis.asyncio as redis
import structlog
from hypothesis import settings as hypothesis_settings

from erp_visit.core.clock import now
from erp_visit.embedded import ServerAddresses, servers, stop_abandoned
from erp_visit.embedded.membership import exclusive
from erp_visit.events import CHANNEL
from erp_visit.org import codes
from erp_visit.settings import Settings
from tests.factories import before_tomorrow
from tests.fuzz.runs import LONG
from tests.phone import Clock, clock
from tests.statements import look_from_afar
from tools.client import missing as nothing_for_node
from tools.client import packages
from tools.cluster import PROXIES, Cluster, cluster, missing, pooler

if TYPE_CHECKING:
    from erp_visit.api.execution import Engine

hypothesis_settings.register_profile("however long it takes", deadline=None)
hypothesis_settings.load_profile("however long it takes")
playwright.expect.set_options(timeout=15_000)  # as long as browsers of tests wait for anything

RUN_DIR = "ERP_VISIT_TEST_RUN_DIR"
PREFIX = "erp-visit-tests-"
INSIDE = "reaches into the server's process"
SECRET_KEY = "a key for tests that is long enough"
SHARED = ["public.procrastinate_workers", "public.parameter_set"]
"""What processes of a cluster believe to be in the database for as long as they live."""
RESET = (Path(__file__).parent / "reset.sql").read_text(encoding="utf-8")
MOST_SECONDS = 300
"""What a test with coroutines may take. Whatever takes longer waits for what never comes: it fails, and its traceback
ends where it waited, which a dump of threads (faulthandler) does not show."""
BETWEEN_TESTS = 30
"""Seconds that bringing the database back may take."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("several processes")
    group.addoption(
        "--cluster", choices=PROXIES,
        help="run only the tests that go over HTTP, against two servers and two workers behind this proxy and PgBouncer",
    )  # fmt: skip
    group.addoption("--pooler", action="store_true", help="let the tests' own pools go through PgBouncer")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --cluster, those that ask a server in another process can do without reaching into it."""
    if config.getoption("cluster") is None:
        return
    over_http = {"http", "desk"}
    kept = [one for one in items if over_http & {*getattr(one, "fixturenames", ())}]
    look_from_afar()
    config.hook.pytest_deselected(items=[one for one in items if one not in kept])
    items[:] = kept
    for one in items:
        mark = one.get_closest_marker("in_process")
        if mark is not None:
            one.add_marker(pytest.mark.skip(mark.args[0]))  # the mark says why
        elif "monkeypatch" in getattr(one, "fixturenames", ()):
            one.add_marker(pytest.mark.skip(INSIDE))  # INSIDE says why


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """No test waits without an end. Fuzzing for as long as it is told to does not wait."""
    test = getattr(item, "obj", None)
    if not inspect.iscoroutinefunction(test) or LONG:
        return

    @functools.wraps(test)
    async def bounded(*args: Any, **named: Any) -> None:
        async with asyncio.timeout(MOST_SECONDS):
            await test(*args, **named)

    item.obj = bounded  # type: ignore[attr-defined]  # a pytest.Function


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process makes one folder for the run; workers inherit its name."""
    if not hasattr(config, "workerinput"):
        _tidy_after_killed_runs()
        os.environ[RUN_DIR] = tempfile.mkdtemp(prefix=PREFIX)


def _tidy_after_killed_runs() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/members.lock"):
        run = folder.parent
        if run.stat().st_uid == os.geteuid() and stop_abandoned(replace(Settings(), data_dir=run)):
            shutil.rmtree(run, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test begins shortly before the company's day does."""
    time.sleep(before_tomorrow(now()))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and (folder := os.environ.pop(RUN_DIR, None)):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason to skip, however many tests it concerns (pytest's own has one for each test)."""
    skipped = (report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", []))
    for reason, number in Counter(skipped).items():
        terminalreporter.write_line(f"skipped {number}: {reason}")


@pytest.fixture
def phone_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The clock of second factors stands still until a test moves it."""
    clock.stop()
    monkeypatch.setattr(codes, "time", clock)
    yield clock
    clock.at = 0.0


@pytest.fixture(scope="session")
def run_dir() -> Path:
    """A folder for this run, the same for all workers."""
    return Path(os.environ[RUN_DIR])


@pytest.fixture(scope="session")
def addresses(run_dir: Path) -> Iterator[ServerAddresses]:
    """The servers of this run. A crash of the machine may cost the data, so the disk need not be waited for."""
    given = Settings.from_env()
    settings = replace(Settings(), data_dir=run_dir, database_url=given.database_url, redis_url=given.redis_url)
    careless = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}
    with servers(settings, postgres_options=careless) as running:
        yield running


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
async def template(addresses: ServerAddresses, run_dir: Path) -> AsyncIterator[str]:
    """Name of a database with all migrations and no data, made by the worker that comes first."""
    from erp_visit.migrate import upgrade

    name = "erp_visit_template_" + run_dir.name.rpartition("-")[2].lower()
    url = _with_database(addresses.database_url, name)
    with exclusive(run_dir / "template.lock"):
        admin = await asyncpg.connect(addresses.database_url)
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await admin.execute(f'CREATE DATABASE "{name}"')
            await upgrade(url)
            inside = await asyncpg.connect(url)
            await inside.execute(RESET)
            await inside.close()
        await admin.close()
    yield name
    if Settings.from_env().database_url is not None:
        # Someone else's server. The last worker succeeds; for the others the database is still in use as a template.
        admin = await asyncpg.connect(addresses.database_url)
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        await admin.close()


@pytest.fixture(scope="session")
async def database_url(addresses: ServerAddresses, template: str, worker_id: str) -> AsyncIterator[str]:
    """A database of this worker alone. Data stay from test to test unless the test uses `db`."""
    name = f"{template}_{worker_id}"
    admin = await asyncpg.connect(addresses.database_url)
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield _with_database(addresses.database_url, name)
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture(scope="session")
def redis_url(addresses: ServerAddresses, worker_id: str) -> str:
    """A Redis database of this worker alone: gw0 has 1, gw1 has 2, a run without workers 15."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 15
    return f"{addresses.redis_url.partition('?')[0]}?db={number}"


@pytest.fixture(scope="session")
def cluster_folder(run_dir: Path, worker_id: str) -> Path:
    """Where the processes of a cluster keep their files: PgBouncer runs as another user."""
    return run_dir / f"cluster-{worker_id}"


@pytest.fixture(scope="session")
def pooler_url(request: pytest.FixtureRequest, database_url: str, cluster_folder: Path) -> Iterator[str | None]:
    """The pooler that the tests' own pools go through; none unless asked for."""
    if request.config.getoption("cluster") is not None:
        yield request.getfixturevalue("running_cluster").pooler_url
    elif request.config.getoption("pooler"):
        with pooler(cluster_folder, database_url) as running:
            yield running.url
    else:
        yield None


def _cluster_scope(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    # Its workers do the jobs that other tests queue: it runs beside them only if that was asked for.
    return "session" if config.getoption("cluster") else "module"


@pytest.fixture(scope=_cluster_scope)
def running_cluster(
    request: pytest.FixtureRequest, database_url: str, redis_url: str, cluster_folder: Path, data_dir: Path
) -> Iterator[Cluster]:
    """Two servers and two workers behind PgBouncer and a proxy, on the database and Redis of this worker."""
    kind = request.config.getoption("cluster") or "nginx"
    if lacking := missing("pgbouncer", kind):
        pytest.skip(f"needs {', '.join(lacking)} (apt-get install {' '.join(lacking)})")
    env = {
        "DATABASE_URL": database_url, "REDIS_URL": redis_url, "ERP_VISIT_SECRET_KEY": SECRET_KEY,
        "ERP_VISIT_DATA_DIR": str(data_dir), "ERP_VISIT_ENVIRONMENT": "development",
        "ERP_VISIT_DATABASE_POOL_SIZE": "8", "ERP_VISIT_LOG_LEVEL": "warning",
    }  # fmt: skip
    with cluster(cluster_folder, env, kind) as running:
        yield running


@pytest.fixture(scope="session")
def against(request: pytest.FixtureRequest) -> str | None:
    """The address of the cluster that tests over HTTP are to ask; none: the application in this process."""
    if request.config.getoption("cluster") is None:
        return None
    running: Cluster = request.getfixturevalue("running_cluster")
    return running.url


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an application in this process, and of those beside it."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str, data_dir: Path, pooler_url: str | None) -> Settings:
    """Settings of an application on this worker's database."""
    return Settings(
        database_url=database_url,
        pooler_url=pooler_url,
        redis_url=redis_url,
        data_dir=data_dir,
        secret_key=SECRET_KEY,
        environment="development",
        port=0,
        database_pool_size=8,
    )


@pytest.fixture(scope="session")
async def _open_db(settings: Settings) -> AsyncIterator[ModuleType]:
    from tortoise import Tortoise

    from erp_visit import db

    assert settings.database_url is not None
    db.POOL_SECONDS = 60.0  # storms of commands must not depend on how fast the machine is
    await db.open_pool(settings.database_url, settings.database_pool_size, settings.pooler_url)
    await Tortoise.init(config=db.tortoise_config(settings.database_url), _enable_global_fallback=True)
    yield db
    await Tortoise.close_connections()
    await db.close_pool()


async def _left_open(settings: Settings, spared: list[str]) -> str:
    """Who kept the database from being brought back. They are ended and it is, so that it is one test that fails."""
    connection = await asyncpg.connect(settings.database_url, timeout=10)
    async with asyncio.timeout(BETWEEN_TESTS):
        rows = await connection.fetch(
            "SELECT pid, pg_blocking_pids(pid) AS waits_for, application_name, state, wait_event,"
            " now() - query_start AS since, left(query, 300) AS query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY query_start"
        )
        ending = "SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) pid"
        await connection.execute(ending, [row["pid"] for row in rows])
        await connection.execute("SELECT test.reset($1)", spared)
    await connection.close()
    return "\n".join(", ".join(f"{name}: {value}" for name, value in row.items()) for row in rows)


@pytest.fixture
async def db(
    _open_db: ModuleType, request: pytest.FixtureRequest, redis_url: str, settings: Settings
) -> AsyncIterator[ModuleType]:
    """The module erp_visit.db with its pool open, and Tortoise, on a database that is as the migrations left it."""
    from erp_visit.core.clock import know
    from erp_visit.org.parameter_sets import forget_parameter_sets
    from erp_visit.org.sessions import forget_sessions
    from erp_visit.reads.kept import texts

    beside = request.config.getoption("cluster") or "running_cluster" in request.fixturenames
    spared = SHARED if beside else []
    yield _open_db
    clocks = False
    left_open = ""
    try:
        async with asyncio.timeout(BETWEEN_TESTS), _open_db.pool().acquire() as connection:
            clocks = beside and await connection.fetchval("SELECT EXISTS (SELECT FROM setting)")
            await connection.execute("SELECT test.reset($1)", spared)
    except (TimeoutError, asyncpg.LockNotAvailableError):
        left_open = await _left_open(settings, spared)
    if clocks:
        async with redis.from_url(redis_url) as client:
            await client.publish(CHANNEL, b'[{"kind": "Setting", "keys": [], "event": "changed"}]')
        await asyncio.sleep(0.3)
    know(())
    forget_parameter_sets()
    forget_sessions()
    texts.forget()
    assert not left_open, f"the test left the database in use:\n{left_open}"


@pytest.fixture
async def jobs_wait(db: ModuleType) -> AsyncIterator[None]:
    """For tests that do a job themselves and look at what it is for before: no process of a cluster is faster."""
    async with db.pool().acquire() as connection:
        await connection.execute(
            "CREATE OR REPLACE FUNCTION test.wait() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.scheduled_at = now() + interval '1 day'; RETURN NEW; END $$;"
            " CREATE TRIGGER wait BEFORE INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION test.wait()"
        )
    yield
    async with db.pool().acquire() as connection:
        await connection.execute("DROP TRIGGER wait ON procrastinate_jobs")


@pytest.fixture
async def redis_client(redis_url: str) -> AsyncIterator[redis.Redis]:
    """An empty Redis database."""
    client = redis.from_url(redis_url, decode_responses=True)
    await client.flushdb()
    yield client
    await client.flushdb()
    await client.aclose()


@pytest.fixture(scope="session")
def engine() -> Engine:
    """What GraphQL is executed by: the product's schema, made once per worker."""
    from erp_visit.api.execution import Engine
    from erp_visit.api.schema import api

    graphql = api()
    return Engine(graphql.schema, graphql.reader)


@pytest.fixture(scope="session")
def npm() -> Path:
    """The folder of the scripts for node, its packages installed as the lock file has them."""
    if (reason := nothing_for_node()) is not None:
        pytest.skip(reason)
    return packages()


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """For tests that configure the log: what they did to it is undone."""
    loggers = [
        logging.getLogger(),
        *(one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)),
    ]
    before = [(one, one.handlers[:], one.level) for one in loggers]
    configure = structlog.configure

    def forgettable(**given: Any) -> None:
        # Modules' loggers would keep this configuration for as long as the process lives.
        configure(**{**given, "cache_logger_on_first_use": False})

    with mock.patch.object(structlog, "configure", forgettable):
        yield
    for one, handlers, level in before:
        one.handlers[:] = handlers
        one.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser that browser tests drive; where there is none they are skipped."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("no chromium found: install it (apt-get install chromium) or name its path in CHROMIUM")
    return found


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[playwright.Browser]:
    """One browser per worker."""
    async with playwright.async_playwright() as driver:
        # Chromium's sandbox refuses root; the pages are our own.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        yield (running := await driver.chromium.launch(executable_path=chromium, args=sandbox))
        async with asyncio.timeout(BETWEEN_TESTS):
            await running.close()


@pytest.fixture
async def page(browser: playwright.Browser) -> AsyncIterator[playwright.Page]:
    """A page in a context of its own, of the size the panel is made for. Errors in its scripts fail the test."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    async with asyncio.timeout(BETWEEN_TESTS):
        await context.close()
    assert not errors, f"errors in the page's scripts: {errors}"
