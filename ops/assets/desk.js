// The pages work without this; it adds the reader's own time beside each time of another zone.
(() => {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = { weekday: "short", day: "numeric", month: "short" };
  const format = new Intl.DateTimeFormat(undefined, { ...day, hour: "2-digit", minute: "2-digit" });
  const zoneOf = (zone) => new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  const isOwn = (zone) => {
    try {
      return zoneOf(zone.replaceAll(" ", "_")) === own;
    } catch {
      return true;
    }
  };
  const tell = (root) => {
    for (const time of root.querySelectorAll("time[data-zone]:not([data-told])")) {
      time.dataset.told = "";
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime()) || isOwn(time.dataset.zone)) continue;
      const note = document.createElement("span");
      note.className = "yours";
      note.textContent = `${format.format(at)} your time`;
      (time.nextElementSibling?.classList.contains("zone") ? time.nextElementSibling : time).after(" ", note);
    }
  };
  tell(document);
  document.addEventListener("htmx:afterSettle", () => tell(document));
})();
