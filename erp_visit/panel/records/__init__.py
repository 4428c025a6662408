"""Record pages: one stable address each, what may be done now, what is linked, who did what."""
