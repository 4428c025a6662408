"""Forms: templates with typed fields and versions, and the check of answers."""
