"""View models in, things to look at out: maps, legends, charts, numbers, texts."""
