"""Servers on the loopback address that speak the real protocols, faults included."""
