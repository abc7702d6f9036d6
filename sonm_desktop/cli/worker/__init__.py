"""`sonm worker`: machines that sell."""
