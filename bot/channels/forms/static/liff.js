// Inside LINE: who opened the page is asked of LIFF, and proven to the server by LINE's id token.

const PATIENCE_MS = 15_000;
const AGAIN = "liff-again"; // a token that was too old is asked for anew once
const enter = document.querySelector("#enter");
const close = document.querySelector("#close");

function fail(reason) {
  document.querySelector("#entering").hidden = true;
  document.querySelector("#failed").hidden = false;
  if (reason) document.querySelector("#reason").textContent = reason;
}

async function ask() {
  const body = new FormData();
  const { form, nonce, csrf } = enter.dataset;
  for (const [name, value] of Object.entries({ form, nonce, csrf_token: csrf, id_token: liff.getIDToken() ?? "" })) {
    body.append(name, value);
  }
  const answer = await fetch(enter.dataset.session, { method: "POST", body });
  return { isGood: answer.ok, ...(await answer.json().catch(() => ({}))) };
}

async function begin() {
  await liff.init({ liffId: enter.dataset.liffId });
  if (!enter.dataset.form) return fail();
  if (!liff.isLoggedIn()) return liff.login({ redirectUri: location.href });
  const said = await ask();
  if (said.isGood) return location.replace(said.url);
  if (said.expired && !liff.isInClient() && !sessionStorage.getItem(AGAIN)) {
    sessionStorage.setItem(AGAIN, "1");
    liff.logout();
    return liff.login({ redirectUri: location.href });
  }
  return fail(said.error);
}

if (enter) {
  setTimeout(fail, PATIENCE_MS);
  if (window.liff) begin().catch(() => fail());
  else fail();
}

async function offerToClose() {
  await liff.init({ liffId: close.dataset.liffId });
  close.hidden = !liff.isInClient();
  close.addEventListener("click", () => liff.closeWindow());
}

// Where LINE can't be reached the page stays as it is outside of LINE, which is closed by its own means.
if (close && window.liff) offerToClose().catch(() => {});
