"""Qt models over records that they were given."""
