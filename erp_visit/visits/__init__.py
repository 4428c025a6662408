"""Visits: check-in, check-out and the rules they are judged by."""
