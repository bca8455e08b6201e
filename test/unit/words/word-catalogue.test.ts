import { join } from "node:path";
import { readLocales } from "../../../src/adapters/templates/template-folder.ts";
import { instant } from "../../../src/core/instant.ts";
import { localeProblems } from "../../../src/core/notifications/words/locale-problems.ts";
import { makeWordCatalogue } from "../../../src/core/notifications/words/word-catalogue.ts";

const locales = readLocales(join(import.meta.dirname, "../../../templates"));
const catalogue = makeWordCatalogue(locales);

describe("makeWordCatalogue", () => {
  it.each([
    ["de-AT", "de"],
    ["DE_de", "de"],
    ["de", "de"],
    ["en-US", "en"],
    ["fr-FR", "en"],
    ["", "en"],
    ["../en", "en"],
    [undefined, "en"],
  ])("finds the words for the locale %s in %s", (wanted, found) => {
    expect(catalogue.for(wanted).lang).toBe(found);
  });

  it.each([
    ["en", 1, "The new review can take up to 1 business day."],
    ["en", 1960, "The new review can take up to 1,960 business days."],
    ["de", 1, "Die neue Prüfung kann bis zu 1 Arbeitstag dauern."],
    ["de", 1960, "Die neue Prüfung kann bis zu 1.960 Arbeitstage dauern."],
  ])("counts as the language %s does: %d", (locale, amount, expected) => {
    expect(catalogue.for(locale).say("result.reviewTimeBusinessDays", { amount })).toBe(expected);
  });

  it.each([
    ["en", "America/Los_Angeles", "Fri 20 Nov 2026, 08:19 PST (UTC-08:00)"],
    ["en", "Asia/Kolkata", "Fri 20 Nov 2026, 21:49 (UTC+05:30)"],
    ["de", "America/Los_Angeles", "Fr., 20. Nov. 2026, 08:19 Uhr PST (UTC-08:00)"],
  ])("writes an instant in %s as its readers do, with the offset of %s", (locale, zone, expected) => {
    expect(catalogue.for(locale).instant(instant("2026-11-20T16:19:58Z"), zone)).toBe(expected);
  });

  it.each([
    ["2026-11-20T16:19:58.1234567Z", "America/Los_Angeles", "Fri 20 Nov 2026, 08:19 PST (UTC-08:00)"],
    ["2026-07-01T07:00:00Z", "America/Los_Angeles", "Wed 1 Jul 2026, 00:00 PDT (UTC-07:00)"],
    ["2026-11-20T16:19:58Z", "Europe/Berlin", "Fri 20 Nov 2026, 17:19 (UTC+01:00)"],
    ["2026-11-20T16:19:58Z", "UTC", "Fri 20 Nov 2026, 16:19 (UTC+00:00)"],
  ])("writes %s in %s as %s", (at, zone, expected) => {
    expect(catalogue.for("en").instant(instant(at), zone)).toBe(expected);
  });

  it.each([
    ["en", "Fri 20 Nov, 17:00", "Fri 20 Nov 2026, 17:00", "17:00", "Wed 11 Nov"],
    ["de", "Fr., 20. Nov., 17:00 Uhr", "Fr., 20. Nov. 2026, 17:00 Uhr", "17:00 Uhr", "Mi., 11. Nov."],
  ])("names the year in %s only where it is another, and a day as it is in no zone", (locale, near, far, time, day) => {
    const words = catalogue.for(locale);
    const at = instant("2026-11-21T01:00:30Z");
    const zone = "America/Los_Angeles";
    expect(words.dayAndTime(at, instant("2027-01-01T07:00:00Z"), zone)).toBe(near);
    expect(words.dayAndTime(at, instant("2027-01-01T09:00:00Z"), zone)).toBe(far);
    expect(words.time(at, zone)).toBe(time);
    expect(words.day("2026-11-11")).toBe(day);
  });

  it.each([
    ["America/Los_Angeles", "America/Los_Angeles (PST, UTC-08:00)"],
    ["Asia/Kolkata", "Asia/Kolkata (UTC+05:30)"],
  ])("names the zone %s with its short name where it has one", (zone, expected) => {
    expect(catalogue.for("en").place(instant("2026-11-20T16:19:58Z"), zone)).toBe(expected);
  });

  it("takes markup, braces and quotes in a value as they are", () => {
    const offer = "{n, plural, <b> 'x' {{y}}";
    expect(catalogue.for("en").say("failed.heading", { offer })).toBe(`${offer} failed certification`);
  });

  it("names the key, and no value, when a value is missing", () => {
    expect(() => catalogue.for("en").say("failed.what", { offer: "Contoso" })).toThrow(
      expect.objectContaining({
        code: "TEMPLATE_FAILED",
        message: '"failed.what" of locales/en.json cannot be said.',
      }),
    );
  });
});

describe("localeProblems", () => {
  it("finds nothing wrong in the project's own locales", () => {
    expect(localeProblems(locales)).toEqual([]);
  });

  it("names a key that is missing, one too many, a broken message, and other arguments", () => {
    const en = { a: { one: "x", two: "{n, plural, one {#} other {#}}", three: "y" }, layout: { title: "t" } };
    const de = { a: { one: "x", two: "{m}", four: "{broken" }, layout: { title: "{name}" } };
    const found = localeProblems(new Map(Object.entries({ en, de })));
    expect(found.map(({ locale, key, problem }) => `${locale} ${key} ${problem}`)).toEqual([
      "de a.three is missing",
      "de a.four is not in English",
      "de a.two takes the arguments (m), English takes (n)",
      expect.stringMatching(/^de a\.four is no ICU message: /u),
      "de layout.title takes arguments (name), but none is given",
    ]);
  });
});
