"""The supplier's side of the profile's accounts: workers, offers, claims, settlements."""
