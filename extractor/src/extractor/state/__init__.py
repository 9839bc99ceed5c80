"""What a run remembers on disk and in memory: marker, checkpoints, published ids."""
