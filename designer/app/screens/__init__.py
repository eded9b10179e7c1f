"""The app's screens, and the dialogs that ask one thing."""
