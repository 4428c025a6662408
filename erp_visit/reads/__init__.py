"""Reads in one statement: models → types (spec), selections → SQL that builds JSON text (compiler)."""
