"""A plan before it is an act: what an action will do, shown, agreed to, and done once."""
