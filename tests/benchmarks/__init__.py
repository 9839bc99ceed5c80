"""Timed runs on real servers; started by hand or by `just bench`, never collected as tests."""
