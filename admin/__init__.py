"""What staff need across city services. Each section is registered here with its guard, and nowhere else."""

from admin.section import Door, Section
from bot.models.staff import Role

SECTIONS = (
    Section("sign_in", "admin.sign_in.pages", door=Door.STRANGERS),
    Section("me", "admin.me.pages", door=Door.MEMBERS),
    Section("answers", "admin.answers.pages", roles=(Role.EDITOR, Role.APPROVER)),
    Section("unanswered", "admin.unanswered.pages", roles=(Role.EDITOR, Role.APPROVER)),
)
