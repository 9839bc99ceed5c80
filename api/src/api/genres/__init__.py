"""Genres and the styles within them."""
