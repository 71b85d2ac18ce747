"""Reads "when" out of a line somebody typed, in any of the programme's languages."""
