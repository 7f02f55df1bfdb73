"""What outlives a process: tables, the store, the outbox, and the call logs made from them."""
