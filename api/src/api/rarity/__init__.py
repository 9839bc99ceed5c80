"""How rare a release is."""
