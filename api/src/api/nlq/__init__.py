"""Questions in plain language."""
