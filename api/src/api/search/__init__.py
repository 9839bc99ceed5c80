"""Finding things by what somebody types."""
