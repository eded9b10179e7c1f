"""What a journey is, and what events do to it. Pure: values in, values out."""
