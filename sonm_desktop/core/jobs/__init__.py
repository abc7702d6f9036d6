"""What a person wants to run: drafts of jobs, and templates to begin from."""
