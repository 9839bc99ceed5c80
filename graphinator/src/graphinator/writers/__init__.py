"""One module a record type: a pure plan from sorted records to the statements that bring the graph to them."""
