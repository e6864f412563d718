"""Bytes become tables: text first, then keys, numbers and statuses, strictly."""
