"""Calendar files (RFC 5545) for people's own calendars, as pure drawings: values in, bytes out."""
