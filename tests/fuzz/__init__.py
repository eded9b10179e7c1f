"""Long runs with fresh seeds, outside the tests."""
