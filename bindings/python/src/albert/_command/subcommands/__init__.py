"""One file per subcommand: its arguments, and how records become answers."""
