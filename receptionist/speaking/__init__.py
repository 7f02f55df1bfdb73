"""From sentences to audio: rendered, checked, cached."""
