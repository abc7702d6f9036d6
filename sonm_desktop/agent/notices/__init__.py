"""What a person is told by itself: found in the state, kept, told once."""
