"""Keys of one profile: the phrase, the accounts, the signatures; nothing here talks to a network."""
