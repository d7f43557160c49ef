// <form data-passkey="create|get"> asks the browser for a passkey when it is sent, and puts what it gives in the field `credential`.
// Options stand in the element whose id is data-passkey-options, or are fetched from data-passkey-url.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withId = (credential) => ({ ...credential, id: bytes(credential.id) });

async function options(form) {
  const { passkey, passkeyOptions, passkeyUrl } = form.dataset;
  let data;
  if (passkeyUrl) {
    const answer = await fetch(passkeyUrl, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    data = await answer.json();
  } else {
    data = JSON.parse(document.getElementById(passkeyOptions).textContent);
  }
  return structuredClone((passkey === "create" ? data.creation_options : data.request_options).publicKey);
}

async function create(form) {
  const asked = await options(form);
  asked.challenge = bytes(asked.challenge);
  asked.user.id = bytes(asked.user.id);
  asked.excludeCredentials = (asked.excludeCredentials ?? []).map(withId);
  if (form.elements.passwordless?.checked) {
    Object.assign(asked.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  }
  const made = await navigator.credentials.create({ publicKey: asked });
  return { made, response: { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] } };
}

async function get(form) {
  const asked = await options(form);
  asked.challenge = bytes(asked.challenge);
  asked.allowCredentials = (asked.allowCredentials ?? []).map(withId);
  const made = await navigator.credentials.get({ publicKey: asked });
  const { authenticatorData, signature, userHandle } = made.response;
  const response = { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle ? text(userHandle) : null };
  return { made, response };
}

function written({ made, response }) {
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { clientDataJSON: text(made.response.clientDataJSON), ...response },
    clientExtensionResults: made.getClientExtensionResults(),
  });
}

function reason(error) {
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "cancelled";
  if (error.name === "InvalidStateError") return "known";
  if (error.name === "SecurityError") return "insecure";
  return "failed";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button[type=submit]");
  const alert = form.querySelector("[data-passkey-alert]");
  const say = (word) => {
    alert.textContent = word ? alert.dataset[word] : "";
    alert.hidden = !word;
  };
  if (!window.isSecureContext) say("insecure");
  else if (!window.PublicKeyCredential) say("unsupported");
  else button.disabled = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    button.disabled = true;
    try {
      form.elements.credential.value = written(await (form.dataset.passkey === "create" ? create(form) : get(form)));
      form.submit();
    } catch (error) {
      say(reason(error));
      button.disabled = false;
    }
  });
}
