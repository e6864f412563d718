"""Files that leave the house; each carries title, reference date, source and licence."""
