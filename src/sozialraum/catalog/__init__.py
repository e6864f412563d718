"""TOML declarations become one immutable catalogue; every problem is reported at once."""

from sozialraum.catalog.catalog import Catalog
from sozialraum.catalog.loading import load_catalog, survey

__all__ = ["Catalog", "load_catalog", "survey"]
