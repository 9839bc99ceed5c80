"""The music graph for AI assistants, by the Model Context Protocol."""
