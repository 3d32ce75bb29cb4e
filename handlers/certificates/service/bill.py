"""What an application costs."""

from __future__ import annotations

from bot.city import City
from bot.services.payments.subjects import Line, NotPayable, Quote
from handlers.certificates.models import Application, ApplicationState, Delivery
from handlers.certificates.service.catalogue import Catalogue

POSTAGE = "certificates.line_postage"


def make_quote(city: City, catalogue: Catalogue, kind: str, copies: int, delivery: str) -> Quote:
    """Fee by copy and postage, as the city has them now. Raises NotPayable for what it no longer has."""
    fee = city.find_fee(kind)
    if fee is None or catalogue.find_kind(kind) is None:
        raise NotPayable("not_offered")
    lines = [Line(f"fee.{kind}", copies, fee.yen * copies)]
    if delivery == Delivery.POST and catalogue.postage_yen:
        lines.append(Line(POSTAGE, 1, catalogue.postage_yen))
    return Quote(tuple(line for line in lines if line.yen))


def quote_application(city: City, catalogue: Catalogue, application: Application) -> Quote:
    """Raises NotPayable when it is not to be paid any more."""
    if application.state != ApplicationState.AWAITING_PAYMENT:
        raise NotPayable(application.state)
    return make_quote(city, catalogue, application.kind, application.copies, application.delivery)
