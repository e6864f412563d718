"""Confidentiality: which cells are hidden, which more, and what an attacker could still learn."""

from sozialraum.privacy.audit import AuditResult
from sozialraum.privacy.masking import Masked, audit_published, mask, validate

__all__ = ["AuditResult", "Masked", "audit_published", "mask", "validate"]
