"""Who calls: tokens, what they say, and whether they still hold. The names that routes use are in `api.dependencies`."""
