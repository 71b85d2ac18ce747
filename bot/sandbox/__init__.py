"""A small Slack on this machine: `cast.make_workspace` makes it, `server` runs it, `client` drives it in tests."""
