"""Pages of daily work: notifications and their channels, tasks, visit reports, the feed, daily reports, jobs."""
