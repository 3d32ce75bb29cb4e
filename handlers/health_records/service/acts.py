"""What the audit log has of health records."""

from __future__ import annotations

from bot.services.audit import Action

PERSON = "health_person"  # what most entries are about
SESSION = "health_session"


class HealthAction(Action):
    IMPORTED = "health.imported"
    LOOKED_UP = "health.looked_up"  # by staff
    VIEWED = "health.viewed"  # by the citizen, or who may see it
    EXPORTED = "health.exported"  # taken along by the citizen
    CODE_GIVEN = "health.code_given"
    VERIFIED = "health.verified"  # an account proved whose it is
    LOCKED = "health.locked"  # after wrong codes
    UNLOCKED = "health.unlocked"
    ACCESS_GIVEN = "health.access_given"
    ACCESS_ENDED = "health.access_ended"
    MATCH_REFUSED = "health.match_refused"  # the number was not that of whom a request names
    REQUESTED = "health.requested"
    ANSWERED = "health.answered"
    APPOINTED = "health.appointed"  # a time was booked, moved or waited for, by the citizen
    APPOINTMENT_ENDED = "health.appointment_ended"
    ATTENDANCE_NOTED = "health.attendance_noted"  # by staff
    ATTENDERS_LISTED = "health.attenders_listed"  # who has a time, by name
    PAUSE_ENTERED = "health.pause_entered"  # a long illness, by staff
    PAUSE_CONFIRMED = "health.pause_confirmed"  # by a doctor or nurse
    PAUSE_DECLINED = "health.pause_declined"
    PAUSE_ENDED = "health.pause_ended"  # it was a mistake
    SESSION_STORED = "health.session_stored"  # a time of the health centre, by hand or by a file
    SESSION_CLOSED = "health.session_closed"
    FORGOTTEN = "health.forgotten"  # the account, as its owner wished
