"""Plays Twilio against the real app, and grades what came of it; the app itself never imports this."""
