"""Pages of planning: calendar, day routes, plans, assignments, the working calendar."""
