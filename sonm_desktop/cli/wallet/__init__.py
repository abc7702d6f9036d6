"""`sonm wallet` and `sonm earnings`: keys, money and where it went."""
