"""Personal data found in text. This room is empty for now."""
