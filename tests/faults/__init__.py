"""A harness that looks for faults: odd input, kills, full disks, hostile sockets, foreign locales, random numbers.

`make faults` runs it and prints what it tried and what went wrong. A new kind of input is one file in `inputs/`, a
new kind of attack one file in `attacks/`; both are found by themselves.
"""
