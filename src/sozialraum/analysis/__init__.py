"""Pure analyses: series in, series out, same index."""
