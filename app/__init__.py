"""Casier: a portal for schools, one database per establishment."""
