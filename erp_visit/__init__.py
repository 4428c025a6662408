"""ERP Visit: the visit, order, stock and money of a distributor (经销商)."""

__version__ = "0.1.0"
