/* Says in words what otherwise only the console would: that a passkey did not work, or that there can be none here. */
(function () {
  "use strict";

  function show(id, shown) {
    const note = document.getElementById(id);
    if (note) note.hidden = !shown;
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    show("passkey_problem", true);
  });

  document.addEventListener("click", function () {
    show("passkey_problem", false);
  });

  document.addEventListener("DOMContentLoaded", function () {
    if (window.webauthnJSON.supported()) return;
    show("passkey_missing", true);
    document.querySelectorAll("#passkey_login, #mfa_webauthn_add, #mfa_webauthn_authenticate").forEach(function (door) {
      door.disabled = true;
    });
  });
})();
