"""Pages of figures: the visit board, leaderboards and duels, targets, the check-in map, abnormal customers."""
