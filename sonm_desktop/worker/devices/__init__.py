"""The parts of this machine, each read from its own system's books."""
