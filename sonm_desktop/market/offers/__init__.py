"""Offers on sale: columns of them, filters, matching, sorting, liveness."""
