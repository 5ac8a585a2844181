"""What an entity says of itself: ambition, return, offers and asks, decisions and what followed."""
