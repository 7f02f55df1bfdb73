"""What a reply does, decided by rules; pure."""
