"""Backup and restore of a stack: both stores and the extractors' state, on the native stack and in containers alike."""
