"""What the deploy scripts leave to Python: settings, JSON, the plan of what differs; asks no network anything."""
