"""`sonm worker rules`, `schedule`, `limits`, `drain`: when and how much a machine works."""
