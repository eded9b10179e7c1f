"""Learning Locker's side of the local journey API: the REST and the connection interface, xAPI, recalculation."""
