"""Confidentiality: which cells must be hidden, which more, and what an attacker could still learn."""
