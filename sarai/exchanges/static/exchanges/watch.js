// A watch page: how long is watched (a heartbeat that says all each time), what of the agenda is now, what is asked.
(() => {
  const EVERY = 30_000; // between two heartbeats, give or take a little, so that a thousand pages do not beat at once
  const ASLEEP = 150_000; // a device that slept so long watched nothing meanwhile
  const MOST = 60; // stretches in one heartbeat

  const player = document.querySelector(".player");

  /** Counts stretches of watching: [number, after how many seconds the page began it, how many it lasted]. */
  const counting = (ticket) => {
    const made = performance.timeOrigin;
    const stretches = [];
    let open = false, said = "", refused = false, ticked = Date.now();
    const now = () => Math.max(0, Math.floor((Date.now() - made) / 1000));
    const grow = () => {
      if (open) stretches.at(-1)[2] = Math.max(0, now() - stretches.at(-1)[1]);
    };
    const begin = () => {
      if (open) return;
      stretches.push([stretches.length + 1, now(), 0]);
      open = true;
    };
    const end = () => {
      grow();
      open = false;
    };
    const text = () => stretches.filter((one) => one[2] > 0).slice(-MOST).map((one) => `${one.join(":")};`).join("");
    const beat = (last) => {
      grow();
      const stretch = text();
      if (refused || !stretch || stretch === said) return;
      const body = `${ticket} ${stretch}`;
      if (last) {
        navigator.sendBeacon("/beat", body);
        return;
      }
      fetch("/beat", { method: "POST", body, keepalive: true, credentials: "omit" }).then((answer) => {
        if (answer.ok) said = stretch;
        refused = answer.status === 403 || answer.status === 410;
      }, () => {}); // without a network it is said with the next one
    };
    setInterval(() => {
      if (open && Date.now() - ticked > ASLEEP) {
        stretches.at(-1)[2] = Math.max(0, Math.floor((ticked - made) / 1000) - stretches.at(-1)[1]);
        open = false;
        begin();
      }
      ticked = Date.now();
    }, 5000);
    setTimeout(() => beat(false), 5000);
    setInterval(() => beat(false), EVERY * (0.9 + Math.random() / 5));
    addEventListener("pagehide", () => beat(true));
    document.addEventListener("visibilitychange", () => document.hidden && beat(true));
    return { begin, end };
  };

  const film = (video, count) => {
    video.addEventListener("playing", count.begin);
    for (const still of ["pause", "ended", "waiting", "emptied", "error"]) video.addEventListener(still, count.end);
  };

  const whileSeen = (count) => {
    const look = () => (document.hidden ? count.end() : count.begin());
    document.addEventListener("visibilitychange", look);
    look();
  };

  /** Plays HLS where the browser does not by itself: the library is fetched only then. */
  const hls = (video) => {
    if (!video?.dataset.hls || video.canPlayType("application/vnd.apple.mpegurl")) return;
    const source = video.getAttribute("src");
    const fails = () => (document.querySelector("[data-fails]").hidden = false);
    const script = Object.assign(document.createElement("script"), { src: video.dataset.hls });
    script.addEventListener("error", fails);
    script.addEventListener("load", () => {
      if (!Hls.isSupported()) return fails();
      const stream = new Hls({ enableWorker: false });
      stream.on(Hls.Events.ERROR, (_event, about) => about.fatal && fails());
      stream.loadSource(source);
      stream.attachMedia(video);
    });
    video.removeAttribute("src");
    document.head.append(script);
  };

  if (player?.dataset.ticket) {
    const count = counting(player.dataset.ticket);
    const video = player.querySelector("video");
    if (player.dataset.watched === "film") film(video, count);
    if (player.dataset.watched === "page") whileSeen(count);
    player.querySelector("[data-counts]")?.addEventListener("click", count.begin);
    hls(video);
  }

  // The agenda, the countdown, and the moment from which on the stream is shown.
  const tell = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  const UNITS = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
  const tick = () => {
    const now = Date.now() / 1000;
    for (const item of document.querySelectorAll("[data-from]")) {
      if (item.dataset.from <= now && now < item.dataset.to) item.setAttribute("aria-current", "time");
      else item.removeAttribute("aria-current");
    }
    for (const line of document.querySelectorAll("[data-countdown]")) {
      const left = line.dataset.countdown - now;
      const [seconds, unit] = UNITS.find(([each]) => left >= 2 * each) ?? UNITS.at(-1);
      line.textContent = left > 0 ? tell.format(Math.round(left / seconds), unit) : "";
    }
    if (player?.dataset.opens && now >= Number(player.dataset.opens) + 2) location.reload();
  };
  tick();
  setInterval(tick, 1000);

  // What others ask, as soon as it is new; not while somebody is at it with the keyboard.
  const list = document.querySelector("[data-questions]");
  let tag = "";
  const look = async () => {
    if (document.hidden) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(list.dataset.questions, { headers, cache: "no-store" }).catch(() => null);
    if (answer?.status !== 200) return;
    const content = await answer.text();
    if (list.contains(document.activeElement)) return;
    tag = answer.headers.get("ETag") ?? "";
    list.innerHTML = content;
  };
  if (list) setInterval(look, 15_000 * (0.9 + Math.random() / 5));
})();
