"""Forms: what is typed is kept, errors stand beside their field, a stale form shows what changed meanwhile."""
