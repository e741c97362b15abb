"""Pages: server-rendered, French first, complete without JavaScript but for live progress."""
