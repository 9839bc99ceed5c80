"""What a collection says about its owner."""
