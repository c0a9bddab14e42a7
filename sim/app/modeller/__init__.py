"""The simulation in Mesa's own SolaraViz, for modellers who know Mesa; an optional extra."""
