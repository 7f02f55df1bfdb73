"""Calls by ConversationRelay: who is put through, and the talk over one socket; knows no wire format."""
