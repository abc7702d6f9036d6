"""Every option of the program, declared once; one TOML file for each profile."""
