"""The seat map of one event, from a snapshot and numbered changes."""
