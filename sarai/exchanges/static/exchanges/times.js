// Where the site does not know the reader's time zone, their browser does: it adds the times of where they are, and
// tells the zone with later pages (a cookie that protects nothing).
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  const language = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: "full" });
  const key = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  for (const line of document.querySelectorAll("[data-yours]")) {
    const host = line.dataset.yours;
    const time = line.parentElement.querySelector("time");
    if (!host || host === zone || !time) continue;
    const [starts, ends] = [new Date(time.dateTime), new Date(time.dataset.ends)];
    const there = new Intl.DateTimeFormat("en-CA", { timeZone: host });
    line.querySelector("[data-yours-time]").textContent = `${clock.format(starts)}–${clock.format(ends)}`;
    if (there.format(starts) !== key.format(starts)) line.querySelector("[data-yours-day]").textContent = day.format(starts);
    line.hidden = false;
  }
})();
