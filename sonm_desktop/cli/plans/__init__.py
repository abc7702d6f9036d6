"""Plans of a worker in the terminal: as a YAML file, and by name."""
