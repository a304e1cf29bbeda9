"""How a piece looks: functions of their arguments."""
