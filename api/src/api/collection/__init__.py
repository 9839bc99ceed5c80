"""What a user owns and wants."""
