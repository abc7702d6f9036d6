"""How records of the services look in the API's schema: functions without I/O."""
