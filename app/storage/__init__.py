"""Where it is kept: engines, files, mail, queue. Mechanisms, no rules."""
