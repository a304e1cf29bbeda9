"""What is at each address: one module, one route."""
