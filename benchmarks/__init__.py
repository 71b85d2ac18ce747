"""How fast the bot answers, how much it holds and how soon it is up, against an empty Bolt listener."""
