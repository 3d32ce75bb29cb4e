"""What staff do with applications that the audit log keeps."""

from __future__ import annotations

from bot.services.audit import Action

OBJECT = "application"  # what the entries are about


class CertificateAction(Action):
    VIEWED = "certificate.viewed"  # what is personal in it
    ENTERED = "certificate.entered"  # for somebody who called
    TAKEN_UP = "certificate.taken_up"
    PUT_BACK = "certificate.put_back"
    SENT_BACK = "certificate.sent_back"  # to the citizen, who has one field to correct
    ISSUED = "certificate.issued"
    REJECTED = "certificate.rejected"
    SENT = "certificate.sent"
    COLLECTED = "certificate.collected"
    EXPORTED = "certificate.exported"  # into a file for another system
    PRINTED = "certificate.printed"  # on a label or a slip
    COLUMNS_CHANGED = "certificate.columns_changed"  # of that file
