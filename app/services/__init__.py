"""What may be done: use cases as plain functions, permissions, read models."""
