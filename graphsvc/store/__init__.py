"""Where the graph is kept: one port, an embedded and a server adapter, and the audit file."""
