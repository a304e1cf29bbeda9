"""What the browser sees: vars, and handlers of one to three statements."""
