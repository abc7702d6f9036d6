"""The customer's side: purchases, deals, vouchers, tasks."""
