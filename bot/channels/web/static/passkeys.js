// Passkeys: a form with data-passkey asks for options, lets the browser make ("create") or use ("get") a passkey, and
// sends what it signed. Without passkeys in this browser the form stays hidden.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (options) => ({
  ...options,
  challenge: toBytes(options.challenge),
  ...(options.user && { user: { ...options.user, id: toBytes(options.user.id) } }),
  ...Object.fromEntries(
    ["excludeCredentials", "allowCredentials"]
      .filter((name) => options[name])
      .map((name) => [name, options[name].map((one) => ({ ...one, id: toBytes(one.id) }))]),
  ),
});

const describe = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: Object.fromEntries(
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((name) => credential.response[name])
      .map((name) => [name, toText(credential.response[name])]),
  ),
});

async function post(form, address, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? "");
  return answer;
}

async function use(form) {
  const publicKey = withBytes(await post(form, form.dataset.options, {}));
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
  const { next } = await post(form, form.dataset.finish, {
    credential: describe(credential),
    name: form.elements.name?.value,
  });
  location.assign(next);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = form.querySelector("[role=alert]");
    told.textContent = "";
    use(form).catch((error) => {
      // What the browser itself says (a DOMException) is for developers, or that the person stopped.
      told.textContent = error instanceof DOMException || !error.message ? form.dataset.failed : error.message;
    });
  });
}
