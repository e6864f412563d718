"""Releases on disk: immutable folders of Parquet and JSON, switched atomically."""
