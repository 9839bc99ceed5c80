"""What the data means: types, years, credit roles, content hash, wire messages. No I/O, no clock."""
