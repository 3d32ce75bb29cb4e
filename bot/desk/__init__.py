"""What staff do in a conversation, under the lock that the bot's turns take, too.

A conversation has one owner: the bot, or one person. Where that changes, a bot's turn that is under way loses its
lease; its inbound is then read once more, and answered by the new owner.
"""
