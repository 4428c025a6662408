"""The builder of forms, and what was answered in them."""
