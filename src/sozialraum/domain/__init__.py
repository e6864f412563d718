"""The nouns of the field: areas, periods, indicators, observations, layers, queries, roles."""
