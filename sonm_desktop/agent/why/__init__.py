"""Why a worker does not earn: the evidence, and the first link of the chain that is broken."""
