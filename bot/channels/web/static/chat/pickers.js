// What a button asks the device for before it sends: a day, a time, or where it is.

const TIMEOUT = 10000;
const OLD_ENOUGH = 60000;

/** The field beside the button holds what was picked; an empty or wrong one is pointed at. */
export function sayPicked(button, { asks, postback }, say) {
  const field = button.closest(".picker").querySelector("input");
  if (!field.value || !field.reportValidity()) return field.focus();
  return say({ postback, params: { [asks]: field.value } }, field.value.replace("T", " "));
}

/** `fail` is called when the citizen, the browser or the page around does not allow it. */
export function shareLocation(button, say, fail) {
  const label = button.textContent;
  const round = (degrees) => Number(degrees.toFixed(5)); // a metre is near enough
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => say({ location: { latitude: round(coords.latitude), longitude: round(coords.longitude) }, label }),
    fail,
    { timeout: TIMEOUT, maximumAge: OLD_ENOUGH },
  );
}
