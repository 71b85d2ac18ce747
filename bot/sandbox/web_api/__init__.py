"""The Web API: one function per method, each refusing what Slack refuses with Slack's error codes."""
