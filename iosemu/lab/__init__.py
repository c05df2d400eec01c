"""Labs: topology files, building, captures, faults, checks."""
