"""Stand-ins for command lines and for the platform behind them; they refuse what the real ones do not know."""
