"""Computations over the whole catalogue, for the insights service alone."""
