"""People, rights and settings."""
