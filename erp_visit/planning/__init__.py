"""Planning: whom to visit when, and in which order."""
