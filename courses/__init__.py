"""What agents learn: lessons, quizzes, simulations, paths. This room is empty for now."""
