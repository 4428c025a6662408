"""The admin panel: starlette-admin with screens derived from the registry, queues, record pages and settings."""
