"""Outlines and orientation layer: from a delivered file to the embedded files of ``geo/``."""
