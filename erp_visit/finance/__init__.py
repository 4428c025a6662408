"""Receivables, receipts and the ledger."""
