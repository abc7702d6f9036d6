"""`sonm deal` and `sonm task`: machines that you rent."""
