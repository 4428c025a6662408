"""Work queues: the list stays, the record beside it changes, a decision opens the next one."""
