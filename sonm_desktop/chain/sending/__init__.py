"""Own transactions: fees, simulation, one sending for each intent, watched until final."""
