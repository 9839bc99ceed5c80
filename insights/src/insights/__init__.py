"""Figures over the whole catalogue, computed in the background and served."""
