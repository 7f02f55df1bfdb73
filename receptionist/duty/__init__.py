"""Who is told of what, and until when: offers to technicians, notices to owners, and what they answer."""
