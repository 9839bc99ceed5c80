"""Finding dumps and bringing them to disk, politely and verified."""
