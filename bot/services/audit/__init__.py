"""The audit log: who did what, on whom, why; provably whole (docs/audit.md)."""

from bot.services.audit.actions import Action, AuditAction, ConversationAction, Purpose
from bot.services.audit.recording import Actor, record

__all__ = ["Action", "Actor", "AuditAction", "ConversationAction", "Purpose", "record"]
