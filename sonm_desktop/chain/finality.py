"""How deep a block must lie to count as final, where a node cannot tell it."""

FINAL_DEPTH = 64
"""Two epochs of 32 slots, after which Ethereum's consensus makes a block final."""
