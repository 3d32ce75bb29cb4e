"""Who comes today: checked in by the QR code of their ticket, by number, or in a list."""
