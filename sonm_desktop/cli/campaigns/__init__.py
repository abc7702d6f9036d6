"""`sonm campaign`: a sponsor pays a bonus for each network address, and traffic by the TB."""
