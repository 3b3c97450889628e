/** A button beside every question for a place, which asks the device where it is. */

/** Add the button where it is missing. @param {ParentNode} within @param {Record<string, string>} words */
export function offerPlace(within, words) {
  if (!navigator.geolocation) return;
  for (const point of within.querySelectorAll(".point:not(:has(+ .locate))")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet locate" });
    button.textContent = words.here;
    button.addEventListener("click", () => locate(point, button, words));
    point.after(button);
  }
}

function locate(point, button, words) {
  button.textContent = words.locating;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const found = [coords.latitude, coords.longitude];
      point.querySelectorAll("input").forEach((box, place) => {
        box.value = found[place].toFixed(6);
        box.dispatchEvent(new Event("change", { bubbles: true }));
      });
      button.textContent = words.here;
    },
    () => {
      button.textContent = words.unlocated;
    },
    { enableHighAccuracy: true, timeout: 30_000 },
  );
}
