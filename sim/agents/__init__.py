"""The people of the model and the office: columns, and the kernels that move them."""
