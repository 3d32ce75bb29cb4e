// What a ticket's QR code says, and whether the city wrote it; the same as bot/tickets/ticket.py, by WebCrypto alone.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

export async function importKeys(keys) {
  const found = new Map();
  for (const [id, point] of Object.entries(keys)) {
    const raw = Uint8Array.from(atob(point), (sign) => sign.charCodeAt(0));
    found.set(id, await crypto.subtle.importKey("raw", raw, ALGORITHM, false, ["verify"]));
  }
  return found;
}

// null for what is no ticket of this city.
export async function readTicket(text, keys) {
  const fields = text.split(".");
  if (text.length > 240 || fields.length !== 8 || fields[0] !== "MADO1" || !keys.has(fields[1])) return null;
  const signature = decode(fields[7]);
  if (!signature) return null;
  const body = new TextEncoder().encode(text.slice(0, text.lastIndexOf(".")));
  const ours = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, keys.get(fields[1]), signature, body);
  if (!ours) return null;
  const [frame, starts, units, issued] = fields.slice(3, 7).map((field) => parseInt(field, 36));
  return { number: fields[2], frame, starts: starts * 60_000, units, issued: issued * 1000 };
}

function decode(text) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const sign of text) {
    const value = LETTERS.indexOf(sign);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes.length === 64 ? Uint8Array.from(bytes) : null;
}
