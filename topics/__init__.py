"""Why people call: the tree of contact reasons, and their demand by week. This room is empty for now."""
