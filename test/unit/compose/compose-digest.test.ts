import { join } from "node:path";
import { HandlebarsTemplateRenderer } from "../../../src/adapters/templates/handlebars-template-renderer.ts";
import { renderExplanation } from "../../../src/core/sla/trace-text.ts";
import { instant } from "../../../src/core/instant.ts";
import { composeDigest } from "../../../src/core/notifications/compose/compose-digest.ts";
import type { DigestView } from "../../../src/core/notifications/compose/digest-view.ts";
import type { DigestEntry, DigestMailInput } from "../../../src/core/notifications/mail-input.ts";
import { digest, settings } from "../../templates/sample-mails.ts";

const now = instant("2026-11-20T17:01:00Z");
const [warning, reminder, breach] = digest.entries as readonly [DigestEntry, DigestEntry, DigestEntry];

const viewOf = (entries: readonly DigestEntry[], notices: DigestMailInput["notices"] = []): DigestView =>
  composeDigest({ now, entries, notices }, settings).view as DigestView;

describe("composeDigest", () => {
  it("puts late reviews first, the longest late before the others", () => {
    const [late, soon] = viewOf(digest.entries).groups;
    expect(late?.entries.map(({ offer, status }) => [offer, status])).toEqual([
      ["Contoso VM", "4 business days late"],
      ["Woodgrove <b>Advice</b>", "1 business day late, reminder 1"],
    ]);
    expect(soon?.entries.map(({ offer }) => offer)).toEqual(["Fabrikam Ledger & Co"]);
  });

  it.each([
    ["slaBreach", [breach], "Review past due: Contoso VM, 4 business days late"],
    ["slaBreach", [{ ...breach, lateInBusinessDays: 0 }], "Review past due: Contoso VM, late since today"],
    ["slaReminder", [reminder], "Review still past due: Woodgrove <b>Advice</b>, 1 business day late"],
    ["slaBreach", [reminder, breach], "2 reviews past due; worst: Contoso VM, 4 business days late"],
    ["slaBreach", [warning, breach], "1 review past due, 1 due soon; worst: Contoso VM, 4 business days late"],
    ["slaWarning", [warning], "Review due soon: Fabrikam Ledger & Co, due Mon 23 Nov 2026"],
    [
      "slaWarning",
      [warning, { ...warning, offer: breach.offer, dueAt: instant("2026-11-23T01:00:00Z") }],
      "2 reviews due soon; first: Contoso VM, due Sun 22 Nov 2026",
    ],
  ] as const)("has the kind of its worst entry: %s", (kind, entries, subject) => {
    expect(viewOf(entries)).toMatchObject({ kind, subject });
  });

  it("is a notice when no review is late or due", () => {
    expect(viewOf([], digest.notices)).toMatchObject({
      kind: "teamNotice",
      subject: "1 notice from the certification notifier",
      groups: [],
    });
  });

  it("shows every day as explain does", () => {
    const [late, soon] = viewOf([warning, breach]).groups;
    const { submittedAt, days } = breach;
    const terms = { zone: "America/Los_Angeles", close: "17:00", unit: "businessDays", amount: 3 } as const;
    const explained = renderExplanation({ ...terms, calendar: breach.calendar }, submittedAt, breach);
    expect(late?.entries[0]?.days).toEqual(explained.slice(0, -1));
    expect(days).toHaveLength(explained.length - 2);
    expect(soon?.entries[0]?.days).toContain("Fri 2026-11-20  paused: waiting for the publisher");
    expect(late?.entries[0]?.reason).toBe("Calendar US@3f2a1b0c.");
  });

  it("says in words which days did not count when there are many reviews", () => {
    const [late, soon] = viewOf([warning, ...Array.from({ length: 12 }, () => breach)]).groups;
    expect(late?.entries[0]).toMatchObject({
      reason: "3 days counted; not counted: Wed 11 Nov (Veterans Day). Calendar US@3f2a1b0c.",
      days: [],
    });
    expect(soon?.entries[0]?.reason).toBe(
      "2 days counted; not counted: Fri 20 Nov (paused: waiting for the publisher) and 2 weekend days. Calendar US@3f2a1b0c.",
    );
  });

  it("names every review of thousands in the text, and as many in HTML as a mail carries well", () => {
    const entries = Array.from({ length: 2_000 }, (_, index) => ({
      ...breach,
      submissionId: String(index).padStart(5, "0"),
    }));
    const [late] = viewOf(entries).groups;
    expect(late?.entries).toHaveLength(2_000);
    expect(late?.shown).toHaveLength(25);
    expect(late?.more).toBe("1,975");
    expect(viewOf(entries).subject).toBe("2,000 reviews past due; worst: Contoso VM, 4 business days late");
  });

  it("stays below the 102 KB at which Gmail cuts a mail, even with long names", () => {
    const renderer = new HandlebarsTemplateRenderer(join(import.meta.dirname, "../../../templates"));
    const offer = { ...breach.offer, name: "Contoso & Fabrikam ".repeat(8) };
    const many = [warning, breach].flatMap((one) => Array.from({ length: 300 }, () => ({ ...one, offer })));
    const { html } = renderer.render("sla-digest", viewOf(many));
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});
