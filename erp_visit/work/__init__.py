"""Daily work: tasks, notifications and the channels they go out by."""
