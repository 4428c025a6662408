"""Settings come from the environment; this file is the only place that reads it.

Each field of `Settings` carries its variable's name and meaning, so that `erp-visit settings` and the README can list
them without a second list to keep in step.
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit, urlunsplit

from erp_visit import setting_values as allowed

T = TypeVar("T")

Environment = Literal["development", "production"]
LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


class StartupError(Exception):
    """Something outside the program keeps it from starting; the person who runs it can put it right.

    The CLI prints both parts without a traceback and exits with 2.
    """

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


class SettingsError(StartupError):
    """A variable of the environment holds what it cannot mean."""


@dataclass(frozen=True)
class Meaning:
    """What is known of a setting apart from its value."""

    variable: str
    en: str
    zh: str
    parse: Callable[[str], Any]
    secret: bool = False


def _setting(variable: str, default: T, parse: Callable[[str], Any], *, en: str, zh: str, secret: bool = False) -> T:
    meaning = Meaning(variable, en, zh, parse, secret)
    return dataclasses.field(default=default, repr=not secret, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this process runs. Unset variables take the defaults below; an empty variable counts as unset."""

    database_url: str | None = _setting(
        "DATABASE_URL",
        None,
        allowed.url("postgresql", "postgres"),
        en="PostgreSQL to use; unset: the embedded one is started",
        zh="使用的 PostgreSQL；不设则启动内置数据库",
        secret=True,
    )
    pooler_url: str | None = _setting(
        "ERP_VISIT_POOLER_URL",
        None,
        allowed.url("postgresql", "postgres"),
        en="PgBouncer in transaction mode on the same database, for requests and jobs; DATABASE_URL names PostgreSQL"
        " itself all the same; unset: none",
        zh="同一数据库前的 PgBouncer（transaction 模式），供请求和任务使用；DATABASE_URL 仍须直连；不设则不用",
        secret=True,
    )
    redis_url: str | None = _setting(
        "REDIS_URL",
        None,
        allowed.url("redis", "rediss", "unix"),
        en="Redis or Valkey to use; unset: the embedded Valkey is started",
        zh="使用的 Redis 或 Valkey；不设则启动内置 Valkey",
        secret=True,
    )
    data_dir: Path = _setting(
        "ERP_VISIT_DATA_DIR",
        Path(".erp-visit"),
        allowed.directory,
        en="folder for the embedded servers' data, uploaded files and the generated key",
        zh="数据目录：内置服务器的数据、上传的文件、自动生成的密钥",
    )
    host: str = _setting("ERP_VISIT_HOST", "127.0.0.1", allowed.text, en="address to listen on", zh="监听地址")
    port: int = _setting(
        "ERP_VISIT_PORT",
        8000,
        allowed.whole(0, 65535),
        en="port to listen on; 0 takes a free one",
        zh="监听端口；0 表示任取空闲端口",
    )
    secret_key: str | None = _setting(
        "ERP_VISIT_SECRET_KEY",
        None,
        allowed.key,
        en="signs cookies and tokens, seals second factors; unset: generated once, kept in the data folder. Several"
        " servers must share one; no backup holds it",
        zh="签名并加密双重验证的密钥；不设则自动生成一次并保存在数据目录。多台服务器须相同；备份不含它",
        secret=True,
    )
    environment: Environment = _setting(
        "ERP_VISIT_ENVIRONMENT",
        "production",
        allowed.one_of("development", "production"),
        en="development opens GraphiQL and explains errors; production does neither",
        zh="development 开放 GraphiQL 并显示错误细节；production 均关闭",
    )
    log_format: LogFormat = _setting(
        "ERP_VISIT_LOG_FORMAT",
        "console",
        allowed.one_of("console", "json"),
        en="console for people, json for a log collector",
        zh="console 供人阅读；json 供日志系统采集",
    )
    log_level: LogLevel = _setting(
        "ERP_VISIT_LOG_LEVEL",
        "info",
        allowed.one_of("debug", "info", "warning", "error"),
        en="least severe messages to log",
        zh="日志级别",
    )
    database_pool_size: int = _setting(
        "ERP_VISIT_DATABASE_POOL_SIZE",
        10,
        allowed.whole(2, 500),
        en="database connections of one process at most for reads, and six for every ten of these for commands",
        zh="每个进程用于查询的数据库连接数上限，命令另有其六成",
    )
    kept_megabytes: int = _setting(
        "ERP_VISIT_KEPT_MEGABYTES",
        32,
        allowed.whole(0, 4096),
        en="memory of one process for texts that reads keep from one request to the next, in megabytes; 0: none",
        zh="每个进程为重复查询保留文本的内存上限（MB）；0 表示不保留",
    )
    demo_password: str | None = _setting(
        "ERP_VISIT_DEMO_PASSWORD",
        None,
        allowed.text,
        en="password of the demo log-ins; unset: a random one, printed",
        zh="演示账号的密码；不设则随机生成并显示",
        secret=True,
    )
    session_hours: int = _setting(
        "ERP_VISIT_SESSION_HOURS",
        12,
        allowed.whole(1, 24 * 365),
        en="hours after which a log-in ends",
        zh="登录有效小时数",
    )
    breached_passwords: Path | None = _setting(
        "ERP_VISIT_BREACHED_PASSWORDS",
        None,
        allowed.file,
        en="list of stolen passwords to refuse besides those known here: one file of SHA-1 hashes in their order, as"
        " Pwned Passwords gives it; unset: none",
        zh="另外禁止使用的泄露密码清单：按序排列的 SHA-1 单个文件（Pwned Passwords 的下载格式）；不设则只用内置清单",
    )
    files_url: str | None = _setting(
        "ERP_VISIT_FILES_URL",
        None,
        allowed.url("s3", "gs", "az", "file"),
        en="store of uploaded files, such as s3://bucket/prefix with the usual AWS_… variables; unset: the data folder",
        zh="上传文件的存储，如 s3://bucket/prefix（配合通常的 AWS_… 变量）；不设则存放在数据目录",
    )
    upload_megabytes: int = _setting(
        "ERP_VISIT_UPLOAD_MEGABYTES",
        20,
        allowed.whole(1, 200),
        en="largest file that may be uploaded, in megabytes",
        zh="上传文件的大小上限（MB）",
    )
    mail_server: str | None = _setting(
        "ERP_VISIT_MAIL_SERVER",
        None,
        allowed.url("smtp", "smtps", "starttls"),
        en="mail server for notifications: smtps://user:password@host:465?from=erp@example.com; unset: no mail",
        zh="发送通知的邮件服务器：smtps://用户:密码@主机:465?from=erp@example.com；不设则不发邮件",
        secret=True,
    )
    public_url: str | None = _setting(
        "ERP_VISIT_PUBLIC_URL",
        None,
        allowed.site,
        en="address by which browsers reach this server, https://erp.example.com: messages link to it; unset: no links",
        zh="浏览器访问本服务的地址，如 https://erp.example.com，外发消息据此附上链接；不设则不附链接",
    )
    road_matrix_url: str | None = _setting(
        "ERP_VISIT_ROAD_MATRIX_URL",
        None,
        allowed.url("http", "https"),
        en="roads for plans and routes: OSRM's table, http://osrm:5000/table/v1/driving; unset: straight lines",
        zh="计划和路线使用的道路距离服务（OSRM table 接口），如 http://osrm:5000/table/v1/driving；不设则按直线距离估算",
    )
    map_tiles: str | None = _setting(
        "ERP_VISIT_MAP_TILES",
        None,
        allowed.tiles,
        en="street map below the panel's maps: https://tiles.example.com/{z}/{x}/{y}.png, Web Mercator; unset: none,"
        " and no other server is asked",
        zh="面板地图的底图瓦片地址（Web 墨卡托），如 https://tiles.example.com/{z}/{x}/{y}.png；不设则无底图，也不访问其他服务器",
    )
    map_tiles_credit: str | None = _setting(
        "ERP_VISIT_MAP_TILES_CREDIT",
        None,
        allowed.text,
        en="whom the street map is by; shown in its corner",
        zh="底图的版权说明，显示在地图一角",
    )
    map_tiles_datum: Literal["WGS84", "GCJ02"] = _setting(
        "ERP_VISIT_MAP_TILES_DATUM",
        "WGS84",
        allowed.one_of("WGS84", "GCJ02"),
        en="datum that the street map is drawn in: GCJ02 for Amap and Tencent, else WGS84",
        zh="底图使用的坐标系：高德、腾讯为 GCJ02，其他为 WGS84",
    )
    cors_origins: tuple[str, ...] = _setting(
        "ERP_VISIT_CORS_ORIGINS",
        (),
        allowed.origins,
        en="origins of other sites whose pages may call /graphql with a bearer token, with commas between; unset: none",
        zh="允许其网页凭令牌访问 /graphql 的其他来源，逗号分隔；不设则不允许",
    )
    allowed_hosts: tuple[str, ...] = _setting(
        "ERP_VISIT_ALLOWED_HOSTS",
        (),
        allowed.hosts,
        en="host names that this server answers to, with commas between; unset: any. /healthz and /readyz: any always",
        zh="本服务应答的主机名，逗号分隔；不设则不限制。/healthz 与 /readyz 始终不限制",
    )
    trusted_proxies: tuple[str, ...] = _setting(
        "ERP_VISIT_TRUSTED_PROXIES",
        (),
        allowed.networks,
        en="addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count; unset: nobody's do",
        zh="可信代理的地址或网段，采信其 X-Forwarded-For 与 X-Forwarded-Proto，逗号分隔；不设则一概不信",
    )

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings. Raises SettingsError, which names the variable and what it may hold."""
        env = os.environ if env is None else env
        values: dict[str, Any] = {}
        for name, meaning in meanings():
            raw = env.get(meaning.variable, "").strip()
            if not raw:
                continue
            try:
                values[name] = meaning.parse(raw)
            except ValueError as error:
                shown = "its value" if meaning.secret else repr(raw)
                raise SettingsError(
                    f"{meaning.variable}: {shown} {error}.",
                    remedy=f"Correct the variable or unset it ({meaning.en}).",
                ) from error
        return cls(**values)

    @property
    def data_path(self) -> Path:
        """The data folder, absolute, with links resolved."""
        return self.data_dir.expanduser().resolve()

    def signing_key(self) -> str:
        """The secret key: the given one, or the one generated on first use and kept in the data folder.

        Raises StartupError if the data folder cannot be written or the file is not ours to read.
        """
        if self.secret_key is not None:
            return self.secret_key
        file = make_data_dir(self) / "secret_key"
        try:
            # Written under another name first: a second process never reads half a key, and only one link wins.
            if not file.exists():
                draft = file.with_name(f"secret_key.{os.getpid()}")
                with contextlib.suppress(FileExistsError):
                    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                        stream.write(secrets.token_urlsafe(48))
                    os.link(draft, file)
                draft.unlink(missing_ok=True)
            return file.read_text(encoding="ascii").strip()
        except OSError as error:
            raise StartupError(
                f"The secret key {file} cannot be read or made: {error.strerror}.",
                remedy="Run as the user who owns the data folder, or set ERP_VISIT_SECRET_KEY.",
            ) from error


def make_data_dir(settings: Settings) -> Path:
    """Make the data folder if it is missing; its absolute path. Raises StartupError if that is not allowed."""
    path = settings.data_path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(
            f"The data folder {path} cannot be made: {error.strerror}.",
            remedy="Allow it, or name another folder in ERP_VISIT_DATA_DIR.",
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise StartupError(
            f"The data folder {path} cannot be written by this user.",
            remedy="Run as the user who owns it, or name another folder in ERP_VISIT_DATA_DIR.",
        )
    return path


def meanings() -> Iterator[tuple[str, Meaning]]:
    """Each field's name with its meaning, in the order of the class."""
    for field in dataclasses.fields(Settings):
        yield field.name, field.metadata["meaning"]


@dataclass(frozen=True)
class SettingRow:
    """One line of `erp-visit settings`."""

    variable: str
    value: str
    is_default: bool
    en: str
    zh: str


def describe(settings: Settings) -> list[SettingRow]:
    """All settings with meaning and value; secrets masked."""
    defaults = Settings()
    rows = []
    for name, meaning in meanings():
        value = getattr(settings, name)
        text = ",".join(value) if isinstance(value, tuple) else str(value)
        shown = "-" if value is None or value == () else _mask(text) if meaning.secret else text
        is_default = value == getattr(defaults, name)
        rows.append(SettingRow(meaning.variable, shown, is_default, meaning.en, meaning.zh))
    return rows


def unknown_variables(env: Mapping[str, str] | None = None) -> list[tuple[str, str | None]]:
    """Variables that look like ours and are not, each with the one that was probably meant."""
    env = os.environ if env is None else env
    known = [meaning.variable for _, meaning in meanings()]
    strangers = sorted(name for name in env if name.startswith("ERP_VISIT_") and name not in known)
    return [(name, next(iter(difflib.get_close_matches(name, known, n=1)), None)) for name in strangers]


def _mask(value: str) -> str:
    """A URL without its password; any other secret as stars."""
    parts = urlsplit(value)
    if not parts.scheme:
        return "********"
    if parts.password is None:
        return value
    account, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{account.partition(':')[0]}:********@{place}"))
