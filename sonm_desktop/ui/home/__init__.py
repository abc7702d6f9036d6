"""Home: the one truthful state, the money, what needs attention, what runs."""
