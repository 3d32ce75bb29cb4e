"""What the messages in LINE cost: asked from LINE, shown to staff, told to Prometheus."""
