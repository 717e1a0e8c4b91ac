"""What maintainers and the workflows run; not shipped."""
