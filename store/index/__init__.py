"""An index of JSON documents in SQLite, by which conditions, orders and counts are answered without reading them."""
