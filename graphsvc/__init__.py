"""The core: what is known, where it is kept and what it means."""
