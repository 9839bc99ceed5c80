"""Shared foundation of every Discogsography process."""
