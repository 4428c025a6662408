"""Products, their units and prices."""
