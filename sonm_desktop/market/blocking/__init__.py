"""Who deals with whom no more."""
