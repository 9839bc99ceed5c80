"""Artists, labels, releases and masters as pages show them, and the look-up of entities by id or name."""
