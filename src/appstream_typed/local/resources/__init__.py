"""What AppStream's operations do, a module for each resource; ``operations`` finds them all."""
