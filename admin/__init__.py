"""What staff need across city services. Each section is registered here with its guard, and nowhere else."""

from admin.section import Door, Section
from bot.models.staff import Role
from bot.services.reservations.receptions import RECEIVING
from bot.services.reservations.shown import list_services

READERS = (Role.OPERATOR, Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR)  # of figures

SECTIONS = (
    Section("sign_in", "admin.sign_in.pages", door=Door.STRANGERS),
    Section("factors", "admin.factors.pages", door=Door.MEMBERS),
    Section("members", "admin.members.pages", roles=(Role.ADMINISTRATOR,)),
    Section("me", "admin.me.pages", door=Door.MEMBERS),
    Section("desk", "admin.desk.pages", roles=(Role.OPERATOR,)),
    Section(
        "figures",
        "admin.figures.pages",
        roles=(Role.OPERATOR, Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR),
    ),
    Section("broadcasts", "admin.broadcasts.pages", roles=(Role.BROADCASTER, Role.APPROVER)),
    Section("settings", "admin.settings.pages", roles=(Role.ADMINISTRATOR,)),
    Section("arrivals", "admin.arrivals.pages", door=Door.SERVICE, services=RECEIVING),
    Section("cashbook", "admin.cashbook.pages", door=Door.SERVICE),
    Section("places", "admin.places.pages", door=Door.SERVICE, services=list_services()),
    Section("banner", "admin.banner.pages", roles=(Role.APPROVER, Role.ADMINISTRATOR)),
    Section("disaster_mode", "admin.disaster_mode.pages", roles=(Role.APPROVER, Role.BROADCASTER)),
    Section("audit", "admin.audit.pages", roles=(Role.AUDITOR,)),
    Section("answers", "admin.answers.pages", roles=(Role.EDITOR, Role.APPROVER)),
    Section("review", "admin.review.pages", roles=(Role.EDITOR, Role.APPROVER)),
    Section("segments", "admin.segments.pages", roles=(Role.BROADCASTER,)),
    Section("unanswered", "admin.unanswered.pages", roles=(Role.EDITOR, Role.APPROVER)),
)
# Services that are no handler's.
SERVED = tuple(one.name for one in SECTIONS if one.door == Door.SERVICE and not one.services)
