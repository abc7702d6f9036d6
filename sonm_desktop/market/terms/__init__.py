"""The terms of a running deal, and which others it can be given by whose consent. Pure."""
