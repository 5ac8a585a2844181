// Passkeys: shows the button where the browser can use one, and puts its answer into the form.
(() => {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function readOptions(text) {
    const options = JSON.parse(text);
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      for (const key of list || []) key.id = toBytes(key.id);
    }
    return options;
  }

  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  function written(credential) {
    const response = {};
    for (const part of PARTS) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: {},
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const status = form.querySelector("[data-passkey-status]");
      status.textContent = "";
      try {
        const publicKey = readOptions(form.dataset.options);
        const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
        form.elements.passkey.value = written(credential);
        form.submit();
      } catch {
        status.textContent = form.dataset.failed;
      }
    });
  }
})();
