"""Walking the graph: centres, their categories and children, years, trends."""
