"""What was said -> details, by rules: pure, no network, no clock but the one it is given.

`understand` (in understand.py) is the one door; the modules beside it each know one subject.
"""
