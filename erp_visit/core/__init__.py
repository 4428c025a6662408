"""What every domain stands on: errors, money, quantities, clock, actor, state tables, ids, events."""
