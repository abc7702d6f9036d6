"""Keys of one profile: phrase, accounts, signatures. Nothing here talks to a network."""
