"""What is known of one person or one client, cut to what the reader may see."""
