"""The sample catalogue: an invented music world written as real dump files, in any size, from a seed."""
