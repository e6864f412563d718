"""Sozialraum: district-level monitoring on maps, from files to pages."""

__version__ = "0.1.0"
