"""The compose files as data, and the rules that they keep."""
