from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from erp_visit.settings import Settings, SettingsError, StartupError, describe, meanings, unknown_variables


def test_defaults_need_no_variable() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.environment) == ("127.0.0.1", 8000, "production")
    assert settings.database_url is None
    assert settings.redis_url is None
    assert settings == Settings()


def test_every_field_is_read_from_its_variable() -> None:
    given = {
        "DATABASE_URL": "postgresql://u:p@db/erp",
        "ERP_VISIT_POOLER_URL": "postgresql://u:p@pooler:6432/erp",
        "REDIS_URL": "rediss://cache/2",
        "ERP_VISIT_DATA_DIR": "/srv/erp",
        "ERP_VISIT_HOST": "0.0.0.0",
        "ERP_VISIT_PORT": "81",
        "ERP_VISIT_SECRET_KEY": "k" * 32,
        "ERP_VISIT_ENVIRONMENT": "development",
        "ERP_VISIT_LOG_FORMAT": "json",
        "ERP_VISIT_LOG_LEVEL": "warning",
        "ERP_VISIT_DATABASE_POOL_SIZE": "20",
        "ERP_VISIT_KEPT_MEGABYTES": "0",
        "ERP_VISIT_DEMO_PASSWORD": "demo",
        "ERP_VISIT_SESSION_HOURS": "8",
        "ERP_VISIT_BREACHED_PASSWORDS": __file__,
        "ERP_VISIT_FILES_URL": "s3://photos/erp",
        "ERP_VISIT_UPLOAD_MEGABYTES": "5",
        "ERP_VISIT_MAIL_SERVER": "smtps://erp:secret@mail.example.com:465?from=erp@example.com",
        "ERP_VISIT_PUBLIC_URL": "https://erp.example.com/",
        "ERP_VISIT_ROAD_MATRIX_URL": "http://osrm:5000/table/v1/driving",
        "ERP_VISIT_MAP_TILES": "https://tiles.example.com/{z}/{x}/{y}.png",
        "ERP_VISIT_MAP_TILES_CREDIT": "© Surveyors",
        "ERP_VISIT_MAP_TILES_DATUM": "GCJ02",
        "ERP_VISIT_CORS_ORIGINS": "https://app.example.com, http://localhost:5173",
        "ERP_VISIT_ALLOWED_HOSTS": "ERP.example.com, 192.0.2.7",
        "ERP_VISIT_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8,::1",
    }
    assert set(given) == {meaning.variable for _, meaning in meanings()}
    settings, defaults = Settings.from_env(given), Settings()
    assert all(getattr(settings, name) != getattr(defaults, name) for name, _ in meanings())
    assert settings.data_path == Path("/srv/erp")
    assert (settings.port, settings.session_hours) == (81, 8)
    assert (settings.files_url, settings.upload_megabytes) == ("s3://photos/erp", 5)
    assert settings.mail_server == "smtps://erp:secret@mail.example.com:465?from=erp@example.com"
    assert settings.public_url == "https://erp.example.com"
    assert settings.road_matrix_url == "http://osrm:5000/table/v1/driving"
    assert settings.cors_origins == ("https://app.example.com", "http://localhost:5173")
    assert settings.allowed_hosts == ("erp.example.com", "192.0.2.7")
    assert settings.trusted_proxies == ("127.0.0.1", "10.0.0.0/8", "::1")


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_env({"ERP_VISIT_PORT": " ", "DATABASE_URL": ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("ERP_VISIT_PORT", "http", "whole number from 0 to 65535"),
        ("ERP_VISIT_PORT", "70000", "whole number from 0 to 65535"),
        ("ERP_VISIT_PORT", "-1", "whole number"),
        ("ERP_VISIT_PORT", "\u0668\u0660", "whole number"),
        ("ERP_VISIT_ENVIRONMENT", "prod", "one of: development, production"),
        ("DATABASE_URL", "mysql://host/db", "postgresql://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "unix:/run/valkey.sock", "unix://"),
        ("ERP_VISIT_SECRET_KEY", "short", "at least 32"),
        ("ERP_VISIT_DATA_DIR", "/dev/null", "folder"),
        ("ERP_VISIT_BREACHED_PASSWORDS", "/dev/null", "file that exists"),
        ("ERP_VISIT_PUBLIC_URL", "erp.example.com", "https://erp.example.com"),
        ("ERP_VISIT_PUBLIC_URL", "https://erp.example.com/admin", "without a path"),
        *(
            ("ERP_VISIT_CORS_ORIGINS", value, "https://app.example.com")
            for value in (
                "*",
                "null",
                "app.example.com",
                "https://app.example.com/",
                "https://App.example.com",
                "https://a.b,",
                "https://user@a.b",
                "ftp://a.b",
                "https://a.b:port",
                "https://*.example.com",
                "HTTPS://a.b",
            )
        ),
        *(("ERP_VISIT_TRUSTED_PROXIES", value, "10.0.0.0/8") for value in ("*", "proxy", "10.0.0.1/8", "1.2.3.4,")),
    ],
)
def test_a_wrong_value_names_variable_reason_and_remedy(variable: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({variable: value})
    assert caught.value.message.startswith(f"{variable}: ")
    assert says in caught.value.message
    assert caught.value.remedy


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"ERP_VISIT_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_the_key_is_generated_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    settings = replace(Settings(), data_dir=tmp_path / "new")
    key = settings.signing_key()
    assert len(key) >= 32
    assert settings.signing_key() == key
    file = tmp_path / "new" / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_a_given_key_leaves_the_disk_alone(tmp_path: Path) -> None:
    settings = replace(Settings(), data_dir=tmp_path / "new", secret_key="k" * 40)
    assert settings.signing_key() == "k" * 40
    assert not (tmp_path / "new").exists()


def test_a_data_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StartupError, match="cannot be made") as caught:
        replace(Settings(), data_dir=tmp_path / "file" / "data").signing_key()
    assert "ERP_VISIT_DATA_DIR" in caught.value.remedy


def test_the_list_masks_secrets() -> None:
    settings = Settings.from_env(
        {
            "DATABASE_URL": "postgresql://me:pass@db:5432/erp?sslmode=require",
            "ERP_VISIT_SECRET_KEY": "s" * 40,
            "ERP_VISIT_DEMO_PASSWORD": "letmein",
            "ERP_VISIT_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2",
        }
    )
    rows = {row.variable: row for row in describe(settings)}
    assert rows["DATABASE_URL"].value == "postgresql://me:********@db:5432/erp?sslmode=require"
    assert rows["ERP_VISIT_SECRET_KEY"].value == "********"
    assert rows["ERP_VISIT_DEMO_PASSWORD"].value == "********"
    assert rows["ERP_VISIT_PORT"].is_default
    assert (rows["ERP_VISIT_CORS_ORIGINS"].value, rows["ERP_VISIT_CORS_ORIGINS"].is_default) == ("-", True)
    assert rows["ERP_VISIT_TRUSTED_PROXIES"].value == "10.0.0.1,10.0.0.2"
    assert all(row.en and row.zh for row in rows.values())
    assert not [one for one in ("me:pass", "s" * 40, "letmein") if one in repr(settings)]


def test_a_misspelt_variable_is_found() -> None:
    found = unknown_variables({"ERP_VISIT_PROT": "1", "ERP_VISIT_PORT": "1", "PATH": "x"})
    assert found == [("ERP_VISIT_PROT", "ERP_VISIT_PORT")]


@pytest.mark.parametrize(
    "value",
    [
        "tiles/{z}/{x}/{y}.png", "ftp://tiles.example.com/{z}/{x}/{y}", "https://tiles.example.com/{z}/{x}.png",
        "https://tiles.example.com/{z}/{x}/{y}.png; script-src *", "https://u:p@tiles.example.com/{z}/{x}/{y}",
        "https://*.example.com/{z}/{x}/{y}", 'https://tiles.example.com/{z}/{x}/{y}"onload', "https:///{z}/{x}/{y}",
        "https://{z}.example.com/{x}/{y}",
    ],
)  # fmt: skip
def test_the_address_of_tiles_can_stand_in_a_header_and_a_page(value: str) -> None:
    with pytest.raises(SettingsError, match="ERP_VISIT_MAP_TILES"):
        Settings.from_env({"ERP_VISIT_MAP_TILES": value})
    good = "https://t0.example.com:8443/wmts?level={z}&row={y}&column={x}&tk=0f"
    assert Settings.from_env({"ERP_VISIT_MAP_TILES": good}).map_tiles == good
