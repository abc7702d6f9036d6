"""What the agent answers to its faces: the services of the domain, in the API's schema."""
