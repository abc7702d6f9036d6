"""Where tasks run: the engine behind one small interface."""
