import { join } from "node:path";
import { bare, digest, failure, hostile, policies, settings } from "../../samples/mails/sample-mails.ts";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import type { Instant } from "../../src/core/instant.ts";
import { composeDigest } from "../../src/core/notifications/compose/compose-digest.ts";
import { composeResultMail } from "../../src/core/notifications/compose/compose-result-mail.ts";
import type { DigestMailInput, ResultMailInput } from "../../src/core/notifications/mail-input.ts";
import { fc } from "../helpers/fast-check.ts";
import { htmlParts } from "./html-parts.ts";

const renderer = new HandlebarsTemplateRenderer(join(import.meta.dirname, "../../templates"));

const NASTY = [
  "<script>alert(1)</script>",
  "</td></table>",
  "<!--",
  "-->",
  "<![endif]-->",
  '" onload="x',
  "' x='",
  "&lt;a&gt;",
  "{{subject}}",
  "{{{x}}}",
  "{{> inline}}",
  "\r\nBcc: a@evil.com",
  "\u202e",
  "\u0000",
  "\ud800",
  "https://evil.com",
  "www.evil.com",
  "]]>",
  "<a href=//evil.com>",
  "`",
  "=1+1",
  "</title>",
  "</style>",
  "<plaintext>",
  "\u2028",
  "\u0085",
];

/** Begins with a letter and an address, so that it is never empty and always has something to put in brackets. */
const nastyText = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 20 })), { maxLength: 6 })
  .map((parts) => `a http://x.example ${parts.join("")}`);

const nastyLink = fc.constantFrom(
  "javascript:alert(1)",
  "http://learn.microsoft.com/",
  "https://evil.com/",
  "https://learn.microsoft.com@evil.com/",
  "https://learn.microsoft.com.evil.com/",
  "https://learn.microsoft.com:444/",
  "//learn.microsoft.com/",
  "https:\\\\evil.com",
  "data:text/html,x",
  "https://LEARN.microsoft.com\t.evil.com/",
  "https://evil.com#learn.microsoft.com",
  "mailto:a@evil.com",
);

const mailWith = (text: string, link: string): ResultMailInput => ({
  ...failure,
  submissionId: text,
  offer: { id: text, name: text, type: text, url: link },
  offerType: "quantumWidget",
  articleIsGeneral: true,
  publisher: { id: text, name: text },
  recipient: { name: text, email: "a@contoso.example", role: text },
  findings: [
    {
      policy: text,
      title: text,
      message: text.replace(/[\n\r\v\f\u0085\u2028\u2029]/gu, " "),
      severity: "blocking",
      plan: text,
      url: link,
    },
    { message: "Two\nlines", severity: "advisory" },
  ],
  earlierFailure: {
    submissionId: text,
    completedAt: failure.completedAt,
    findings: [{ policy: `${text}9`, title: text, plan: text }],
  },
  environment: text,
  reportUrl: link,
  isResend: true,
});

const HARMLESS = "a http://x.example harmless";

/** A name with letters from right to left stands between two characters of ours, which keep it from turning what is around it. */
const withoutOurIsolates = (text: string): string => text.replace(/\u2068([^\u2066-\u2069]*)\u2069/gu, "$1");

const unquotedLines = (text: string): number => text.split("\n").filter((line) => !line.startsWith(">")).length;

describe("composeResultMail", () => {
  it("lets no text of an event become an element, an attribute, a link or a line of ours", () => {
    const render = (text: string, link: string): ReturnType<HandlebarsTemplateRenderer["render"]> => {
      const { template, view } = composeResultMail(mailWith(text, link), settings);
      return renderer.render(template, view);
    };
    const harmless = render(HARMLESS, "none");
    const expected = htmlParts(harmless.html);
    expect(expected.links).not.toEqual([]);
    fc.assert(
      fc.property(nastyText, nastyLink, (text, link) => {
        const mail = render(text, link);
        expect(htmlParts(mail.html)).toEqual(expected);
        expect(unquotedLines(mail.text)).toBe(unquotedLines(harmless.text));
        expect(withoutOurIsolates(mail.subject)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect(mail.subject.length).toBeLessThanOrEqual(78);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves no address from the text of an event that a mail program would make a link of", () => {
    const { template, view } = composeResultMail(hostile, settings);
    const { text, html } = renderer.render(template, view);
    const found =
      `${text}\n${html}`.match(/[a-z]+:\/\/[^\s"'<)]+|\bwww\.\S+|[\w.]+@evil\S*|\bevil\.(?:com|example)/gu) ?? [];
    const strangers = found.filter(
      (address) => !/^https:\/\/(?:learn|partner)\.microsoft\.com\/|^http:\/\/www\.w3\.org/u.test(address),
    );
    expect(strangers).toEqual([]);
  });

  it("leads links to allow-listed hosts only", () => {
    for (const input of [failure, bare, hostile]) {
      const { template, view } = composeResultMail(input, settings);
      const { links } = htmlParts(renderer.render(template, view).html);
      for (const link of links) expect(settings.linkHosts).toContain(new URL(link).host);
    }
  });

  it("keeps a mail of 20 findings below what Gmail shows in one piece, and 500 readable", () => {
    const many = (count: number): string => {
      const findings = Array.from({ length: count }, (_, index) => ({
        policy: `200.${(index % 30) + 1}.${index % 7}`,
        message: `The image check ${index} ended with an error that the log explains in some detail. `.repeat(4),
        severity: index % 3 === 0 ? ("advisory" as const) : ("blocking" as const),
        plan: "standard",
      }));
      const { template, view } = composeResultMail({ ...failure, findings, policies }, settings);
      return renderer.render(template, view).html;
    };
    expect(Buffer.byteLength(many(20))).toBeLessThan(102_000);
    const long = many(500);
    expect(long.match(/How to check</gu)).toHaveLength(2);
    expect(long).toContain("The image check 499 ended");
  });
});

describe("composeDigest", () => {
  it("lets no text of an event become an element, an attribute, a link or a line of ours", () => {
    const render = (text: string, link: string): ReturnType<HandlebarsTemplateRenderer["render"]> => {
      const input: DigestMailInput = {
        now: "2026-11-20T17:01:00.0000000Z" as Instant,
        entries: digest.entries.map((entry) => ({
          ...entry,
          submissionId: text,
          offer: { id: text, name: text, type: text, url: link },
          offerTypeName: text,
          publisher: { id: text, name: text },
          days: [{ date: "2026-11-10", kind: "paused" as const, name: text }],
        })),
        notices: [{ code: "mailFailed", answer: text, submissionId: text }],
      };
      const { template, view } = composeDigest(input, settings);
      return renderer.render(template, view);
    };
    const harmless = render(HARMLESS, "none");
    const expected = htmlParts(harmless.html);
    fc.assert(
      fc.property(nastyText, nastyLink, (text, link) => {
        const mail = render(text, link);
        expect(htmlParts(mail.html)).toEqual(expected);
        expect(mail.text.split("\n")).toHaveLength(harmless.text.split("\n").length);
        expect(withoutOurIsolates(mail.subject)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
        expect(mail.subject.length).toBeLessThanOrEqual(78);
      }),
      { numRuns: 100 },
    );
  });
});
