"""The parts of the command line that are longer than a call, one file each."""
