"""What peers may ask, and who may ask it."""
