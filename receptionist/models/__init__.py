"""The vendors' models: asked in time, read as they stream, left alone while they fail."""
