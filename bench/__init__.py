"""Measurements that anyone can repeat; nothing here is run by the tests."""
