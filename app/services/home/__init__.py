"""What the first page of the desk says: what to do, how far, who is missing."""
