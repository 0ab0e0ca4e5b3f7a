"""What is said to whom: one module for each kind of person, and a router in front of them."""
