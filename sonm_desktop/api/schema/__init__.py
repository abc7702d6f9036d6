"""The shapes that travel between the agent and its faces: one module for each idea.

Money is decimal text of wei in JSON and `int` in Python; times are whole seconds of chain time
unless the name says otherwise; states, reasons and errors are `Worded`.
"""
