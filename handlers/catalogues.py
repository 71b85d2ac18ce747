"""Compiles the gettext catalogues; `--check` instead tells what is missing in which language."""
