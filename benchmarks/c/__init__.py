"""The rules in C, compiled where a compiler is present."""
