"""What is done to the FAQ that the audit log keeps."""

from __future__ import annotations

from bot.services.audit import Action


class FaqAction(Action):
    SAVED = "faq.saved"
    SENT = "faq.sent_to_review"
    REFUSED = "faq.refused"
    PUBLISHED = "faq.published"
    WITHDRAWN = "faq.withdrawn"
    ROLLED_BACK = "faq.rolled_back"
    OWNER_CHANGED = "faq.owner_changed"
    IMPORTED = "faq.imported"
    EXPORTED = "faq.exported"
    ADOPTED = "faq.adopted"
    EXPECTATIONS_CHANGED = "faq.expectations_changed"
    UNANSWERED_VIEWED = "faq.unanswered_viewed"
    UNANSWERED_DECIDED = "faq.unanswered_decided"
    REVIEW_VIEWED = "faq.review_viewed"
    REVIEW_JUDGED = "faq.review_judged"
    REVIEW_UNDONE = "faq.review_undone"
    EXAMPLE_DECIDED = "faq.example_decided"
