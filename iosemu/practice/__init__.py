"""Practice in labs: tasks that are graded on what the routers reached, and faults to be found and mended."""
