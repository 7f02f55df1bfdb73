"""Stand-ins for the vendors: real HTTP servers on loopback that speak their published wire formats, and fail."""
