"""What machines cost: totals, dollars, floors, automatic prices, what others ask. Mostly pure."""
