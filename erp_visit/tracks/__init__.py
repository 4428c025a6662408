"""Tracks: where reps were in working hours, day by day."""
