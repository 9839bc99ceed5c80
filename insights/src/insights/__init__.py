"""Computes figures over the whole catalogue and serves them."""
