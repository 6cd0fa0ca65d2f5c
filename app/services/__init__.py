"""What the application decides: functions that take a session, return objects, never commit."""
