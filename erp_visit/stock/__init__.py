"""Warehouses, lots, balances, movements and stock documents."""
