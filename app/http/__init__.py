"""What is not an event: the gate, sign-in, files, health."""
