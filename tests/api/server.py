"""A server process for tests of WebSockets: `python -m tests.api.server PORT`, its servers in the environment."""

from __future__ import annotations

import sys

import uvicorn

from erp_visit.app import create_app
from erp_visit.embedded import ServerAddresses
from erp_visit.settings import Settings


def main() -> None:
    settings = Settings.from_env()
    assert settings.database_url is not None
    assert settings.redis_url is not None
    addresses = ServerAddresses(settings.database_url, settings.redis_url)
    application = create_app(settings, addresses)
    uvicorn.run(application, port=int(sys.argv[1]), ws="websockets-sansio", log_level="warning")


if __name__ == "__main__":
    main()
