// What is said of whoever stands at the door, from the list that came with the page. The server looks again.

export const DAY_AHEAD = 9 * 3_600_000; // Japan's clock
export const MAY_BE_LET_IN = ["another_place", "another_time", "not_listed"];
const EARLY = 3_600_000;

export const dayOf = (moment) => new Date(moment + DAY_AHEAD).toISOString().slice(0, 10);

// `desk`: {resource, day, loaded, people}; gives {verdict, person}.
export function judge(ticket, desk, now) {
  if (!ticket) return { verdict: "foreign", person: null };
  const person = desk.people.find((one) => one.ticket === ticket.number) ?? null;
  // Of a course the day may be a later one than the ticket's.
  if (person) return person.frame === ticket.frame ? judgePerson(person, desk, now) : { verdict: "moved", person };
  const day = dayOf(ticket.starts);
  if (day !== desk.day) return { verdict: day < desk.day ? "expired" : "another_day", person };
  return { verdict: ticket.issued > desk.loaded ? "not_listed" : "moved", person };
}

export function judgePerson(person, desk, now) {
  if (person.state === "cancelled") return { verdict: "cancelled", person };
  if (person.state === "came") return { verdict: "already", person };
  if (person.resource !== desk.resource) return { verdict: "another_place", person };
  const inTime = person.starts - EARLY <= now && now <= person.ends;
  return { verdict: inTime ? "checked_in" : "another_time", person };
}
