"""Who sees which receivables, receipts and ledger entries."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.customers.queries import of_customer
from erp_visit.customers.service import obliges
from erp_visit.finance.models import Allocation, CustomerAccount, LedgerEntry, Receipt, Receivable


@visible(Receivable)
def receivables(profile: Profile) -> str:
    return of_customer(profile)


@visible(Receipt)
def receipts(profile: Profile) -> str:
    return of_customer(profile)


visible_through(Allocation, "receivable")
visible_through(CustomerAccount, "customer")

obliges("EXISTS (SELECT FROM customer_account a WHERE a.customer_id = {customer} AND a.receivable > 0)")


@visible(LedgerEntry)
def ledger_entries(profile: Profile) -> str:
    return of_customer(profile)


__all__ = ["ledger_entries", "receipts", "receivables"]
