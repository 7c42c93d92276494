"""What is known of a business: the file format and the complete, frozen case."""
