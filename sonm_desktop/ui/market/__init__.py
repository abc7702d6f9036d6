"""The market: offers with the total for my duration, and renting one by a plan."""
