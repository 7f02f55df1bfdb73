"""Texts in and out, and the REST API they leave by."""
