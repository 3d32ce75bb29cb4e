"""Documents as PDF/UA: receipts, slips and labels. Data goes in, a file comes out; nothing is asked of a database."""

from bot.documents.labels import DoesNotFit, Label, make_labels
from bot.documents.office import Office, find_office
from bot.documents.receipt import Receipt, ReceiptLine, Refund, make_receipt
from bot.documents.slip import Slip, SlipLine, make_slip, make_slips
from bot.documents.wording import Wording, choose_language

__all__ = [
    "DoesNotFit",
    "Label",
    "Office",
    "Receipt",
    "ReceiptLine",
    "Refund",
    "Slip",
    "SlipLine",
    "Wording",
    "choose_language",
    "find_office",
    "make_labels",
    "make_receipt",
    "make_slip",
    "make_slips",
]
