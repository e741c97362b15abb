"""What people do: each use case takes a request and gives a result."""
