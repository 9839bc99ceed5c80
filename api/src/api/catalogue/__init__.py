"""The loaded catalogue as a whole: its generation, and what is derived from it when an import ends."""
