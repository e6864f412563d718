"""Use cases that read: what pages, exports and the command line ask of a release."""

from sozialraum.service.monitor import Monitor

__all__ = ["Monitor"]
