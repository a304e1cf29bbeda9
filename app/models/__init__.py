"""What exists: tables, enums, and invariants as methods."""
