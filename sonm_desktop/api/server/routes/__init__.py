"""The routes of the API: one module for each idea, none with a thought of its own."""
