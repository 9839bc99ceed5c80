"""The one batch engine that all four consumers run on."""
