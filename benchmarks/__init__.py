"""Benchmarks: run by `make bench`, never as tests. One JSON document on standard output."""
