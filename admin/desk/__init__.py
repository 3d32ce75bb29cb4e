"""The chat desk: operators take citizens' conversations, answer, and give them back to the bot."""
