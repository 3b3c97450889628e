// While the slider of a map is moved, the month on which it stands is told beside it, and by it to those who do not see.
(() => {
  const slider = document.getElementById("month");
  const words = document.getElementById("month-words");
  const month = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "UTC", year: "numeric", month: "long" });
  slider.addEventListener("input", () => {
    const [year, number] = [Math.floor(slider.value / 12), slider.value % 12];
    words.value = month.format(new Date(Date.UTC(year, number)));
    slider.setAttribute("aria-valuetext", words.value);
  });
})();
