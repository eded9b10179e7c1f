"""The interfaces of journey servers, operation by operation; no more than what each documents."""
