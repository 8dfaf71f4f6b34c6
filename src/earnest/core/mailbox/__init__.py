"""What a mailbox as a whole tells: who we are, who they are, which mail belongs together."""
