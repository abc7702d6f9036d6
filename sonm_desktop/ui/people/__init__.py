"""People in the window: names beside addresses, levels, ratings."""
