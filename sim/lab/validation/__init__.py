"""What the model is held against without having been fitted to it: held-out figures, rivals, replications."""
