"""Pages and FAQ in, cited answers out."""
