"""What agents read while they answer: explainers, scripts, directories. This room is empty for now."""
