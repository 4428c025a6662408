"""Orders, from quote to shipment."""
