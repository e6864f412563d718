"""Sources elsewhere: fetched only when the operator switched them on, within limits."""
