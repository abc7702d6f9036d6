"""`sonm tour`: both sides of a deal on this machine, with play money, and the books after it."""
