"""Words everybody uses: amounts, ids, errors, clock, paths, log, supervised tasks, messages."""
