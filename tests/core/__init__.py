"""The parts everything rests on."""
