"""Operator commands, the native stack and the sample catalogue."""
