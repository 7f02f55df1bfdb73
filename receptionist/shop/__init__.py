"""The owner's business and the trade, as data."""
