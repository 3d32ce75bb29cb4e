"""Documents as PDF/UA: receipts, slips, labels, lists, name plates. Data goes in, a file comes out; nothing else."""

from bot.documents.arrivals import ArrivalsList, Attendee, make_arrivals
from bot.documents.attendance import Attendance, make_attendance
from bot.documents.labels import DoesNotFit, Label, make_labels
from bot.documents.office import Office, find_office
from bot.documents.plates import Plate, make_plates
from bot.documents.receipt import Receipt, ReceiptLine, Refund, make_receipt
from bot.documents.slip import Recipient, Slip, SlipLine, make_slip, make_slips
from bot.documents.wording import Wording, choose_language

__all__ = [
    "ArrivalsList",
    "Attendance",
    "Attendee",
    "DoesNotFit",
    "Label",
    "Office",
    "Plate",
    "Receipt",
    "ReceiptLine",
    "Recipient",
    "Refund",
    "Slip",
    "SlipLine",
    "Wording",
    "choose_language",
    "find_office",
    "make_arrivals",
    "make_attendance",
    "make_labels",
    "make_plates",
    "make_receipt",
    "make_slip",
    "make_slips",
]
