"""Programs for those who build and check ERP Visit; no part of the product."""
