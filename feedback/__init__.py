"""What agents see wrong in a rule or a procedure, and the answer it gets. This room is empty for now."""
