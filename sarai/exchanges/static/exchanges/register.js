// Cities are offered while one is typed, in whatever script; what is typed stays free. Without this script the field is
// a plain one. The keyboard works as in any list of choices (WAI-ARIA: combobox with a listbox).
(() => {
  const zone = document.querySelector("[data-zone]");
  if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  for (const field of document.querySelectorAll("[data-combobox]")) {
    const input = field.querySelector("input");
    const country = input.form.elements.namedItem("country");
    const list = document.createElement("ul");
    let active = -1, asked = "", timer;
    list.id = `${input.id}-offered`;
    list.hidden = true;
    list.className = "offered";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.querySelector("label").textContent.trim());
    input.after(list);
    input.removeAttribute("list");
    input.setAttribute("autocomplete", "off");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
      input.setAttribute(name, value);

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (option) => {
      input.value = option.dataset.city;
      if (country) country.value = option.dataset.country;
      close();
    };
    const mark = (place) => {
      const options = [...list.children];
      active = (place + options.length) % options.length;
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    };
    const show = (found) => {
      list.replaceChildren(...found.map(([city, land, hint], number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.dataset.city = city;
        option.dataset.country = land;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = hint;
        option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
        return option;
      }));
      active = -1;
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    const ask = async () => {
      const typed = input.value.trim();
      asked = typed;
      if (typed.length < 2) return close();
      try {
        const answer = await fetch(`${field.dataset.combobox}?q=${encodeURIComponent(typed)}`);
        if (answer.ok && asked === typed) show((await answer.json()).cities);
      } catch { close(); } // without a network the field is a plain one
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1)); }
      else if (event.key === "Enter" && active >= 0) { event.preventDefault(); choose(list.children[active]); }
      else if (event.key === "Escape") close();
    });
  }
})();
