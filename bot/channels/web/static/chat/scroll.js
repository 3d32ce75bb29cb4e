// Keeps the newest in sight, and begins a long answer at its top.

const NEAR = 200;
const ABOVE = 16;

/** `scroller` is what scrolls: the document's own element, or one in a panel. */
export function createScroll(root, scroller, signal) {
  const isDocument = scroller === document.scrollingElement;
  const jump = root.getElementById("jump");
  const desk = jump.parentElement;
  const isNearEnd = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < NEAR;

  function goToEnd() {
    jump.hidden = true;
    scroller.scrollTop = scroller.scrollHeight;
  }

  function show(element) {
    const room = scroller.clientHeight - desk.offsetHeight;
    if (element.offsetHeight <= room) return goToEnd();
    // Not scrollIntoView, which would also move what the scroller is in.
    const top = isDocument ? 0 : scroller.getBoundingClientRect().top;
    scroller.scrollTop += element.getBoundingClientRect().top - top - ABOVE;
  }

  function offerJump() {
    jump.hidden = false;
  }

  const speaker = isDocument ? document : scroller;
  speaker.addEventListener("scroll", () => { if (isNearEnd()) jump.hidden = true; }, { passive: true, signal });
  jump.addEventListener("click", () => {
    goToEnd();
    root.getElementById("log").focus({ preventScroll: true });
  });
  return { isNearEnd, goToEnd, show, offerJump };
}
