"""The one state of a worker: from what is known, to a reason that every face says alike."""
