"""A believable distributor in Shenzhen, in any size: made inside PostgreSQL, the same for the same seed."""
