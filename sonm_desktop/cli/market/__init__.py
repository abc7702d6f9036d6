"""`sonm market`: what is on sale, and what it costs."""
