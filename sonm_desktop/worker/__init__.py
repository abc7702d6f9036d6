"""The seller's program: one per machine, without a window, led by its master over P2P."""
