"""The deals of this worker: found on the chain, paid for, held, amended and ended."""
