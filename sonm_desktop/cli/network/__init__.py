"""`sonm network`: which chain, and contracts of one's own."""
