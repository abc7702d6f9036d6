"""The history of accounts: the chain's ledger, the fees of own transactions, filtered views."""
