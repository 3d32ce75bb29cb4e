"""The LINE channel, and the only home of line-bot-sdk."""
