"""A server process for tests of streams and proxies: `python -m tests.api.server PORT`, its servers in the environment."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial

import uvicorn

from erp_visit.app import create_app
from erp_visit.embedded import ServerAddresses
from erp_visit.serving import listen, server_config
from erp_visit.settings import Settings


def main() -> None:
    settings = replace(Settings.from_env(), port=int(sys.argv[1]), log_level="warning")
    assert settings.database_url is not None
    assert settings.redis_url is not None
    addresses = ServerAddresses(settings.database_url, settings.redis_url)
    uvicorn.Server(server_config(partial(create_app, settings, addresses), settings)).run([listen(settings)])


if __name__ == "__main__":
    main()
