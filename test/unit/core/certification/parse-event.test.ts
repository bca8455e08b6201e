import { parseEvent } from "../../../../src/core/certification/parse-event.ts";
import { fc } from "../../../helpers/fast-check.ts";

const EVENT = {
  specversion: "1.0",
  id: "evt-7f1c",
  source: "/partner-center/certification",
  type: "marketplace.certification.completed",
  time: "2026-11-20T16:20:00Z",
  data: {
    submissionId: "1152921515689848683",
    offer: { id: "contoso-vm", name: "Contoso VM", type: "azureVirtualMachine" },
    publisher: { id: "contoso" },
    contacts: [{ name: "Ada", email: "ada@contoso.example" }],
    completedAt: "2026-11-20T16:19:58.1234567Z",
    outcome: "failed",
    findings: [{ policy: "200.3.3", message: "Too small." }],
  },
};

type Change = (event: typeof EVENT & { data: Record<string, unknown> } & Record<string, unknown>) => void;

const changed = (change: Change): unknown => {
  const event = structuredClone(EVENT) as never;
  change(event);
  return event;
};
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const parse = (value: unknown, properties: Record<string, unknown> = {}) =>
  parseEvent({ body: bytes(value), properties });
const problemsOf = (value: unknown, properties: Record<string, unknown> = {}): readonly string[] => {
  const parsed = parse(value, properties);
  return parsed.kind === "invalid" ? parsed.problems : [];
};
const eventOf = (value: unknown, properties: Record<string, unknown> = {}) => {
  const parsed = parse(value, properties);
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("; "));
  return parsed;
};

describe("parseEvent", () => {
  it("reads a structured event, with all seven digits of an instant", () => {
    const { event, body } = eventOf(EVENT);
    expect(event).toMatchObject({ kind: "completed", outcome: "failed", completedAt: "2026-11-20T16:19:58.1234567Z" });
    expect(event).toMatchObject({ findings: [{ policy: "200.3.3", severity: "blocking" }] });
    expect(JSON.parse(body)).toEqual(EVENT);
  });

  it.each(["cloudEvents:", "cloudEvents_"])("reads binary mode with the prefix %s as the same event", (prefix) => {
    const { data, ...attributes } = EVENT;
    const properties = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`${prefix}${name}`, value]),
    );
    const binary = eventOf(data, properties);
    const structured = eventOf({ ...EVENT, datacontenttype: "application/json" });
    expect(binary.event).toEqual(structured.event);
    expect(binary.bodyHash).toBe(structured.bodyHash);
  });

  it("reads the time of binary mode from an AMQP timestamp, which comes as a date", () => {
    const { data, time: _text, ...attributes } = EVENT;
    const named = Object.entries(attributes).map(([name, value]) => [`cloudEvents_${name}`, value]);
    const { event } = eventOf(data, {
      ...Object.fromEntries(named),
      cloudEvents_time: new Date("2026-11-20T16:20:00Z"),
    });
    expect(event.time).toBe("2026-11-20T16:20:00.0000000Z");
    expect(problemsOf(data, { ...Object.fromEntries(named), cloudEvents_time: new Date(Number.NaN) })).toEqual([
      "time: must be an RFC 3339 instant with zone, as text",
    ]);
  });

  it.each([101, 5_000, 60_000])("refuses what is nested %d levels deep, wherever that is", (levels) => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const deep = `${open.repeat(levels)}1${close.repeat(levels)}`;
      if (deep.length > 190_000) continue;
      const said = ["The body is nested more than 100 levels deep."];
      expect(problemsOf(deep)).toEqual(said);
      expect(problemsOf(open.repeat(levels))).toEqual(said);
      expect(problemsOf(JSON.stringify(EVENT).replace('"outcome"', `"extra":${deep},"outcome"`))).toEqual(said);
    }
  });

  it("keeps unknown fields at a depth that is no attack, and brackets in texts", () => {
    const deep = `${"[".repeat(90)}1${"]".repeat(90)}`;
    const text = JSON.stringify(EVENT).replace('"Too small."', `"\\"${"[{".repeat(400)}"`);
    expect(problemsOf(text.replace('"outcome"', `"extra":${deep},"outcome"`))).toEqual([]);
  });

  it("takes time in proportion to its length, and never throws, for quotes without end", () => {
    for (const piece of ['\\"', '"', '"[', "\\", '{"":', "\u2028"])
      expect(problemsOf(`"${piece.repeat(190_000 / piece.length)}`)).toHaveLength(1);
  });

  it("never throws for JSON of any shape", () => {
    const key = fc.oneof(
      fc.constantFrom(...Object.keys(EVENT), ...Object.keys(EVENT.data), "toString", "__proto__", "valueOf", "toJSON"),
      fc.string({ maxLength: 3 }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        fc.constantFrom(null, true, 0, -1e300, "", "1.0", "marketplace.certification.completed", "\ud800", "\u2028"),
        fc.string({ unit: "binary", maxLength: 5 }),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 6 }), fc.boolean(), (part, isInside) => {
        const event = isInside ? { ...EVENT, data: { ...EVENT.data, ...part } } : { ...EVENT, ...part };
        expect(["valid", "invalid"]).toContain(parse(event).kind);
        expect(["valid", "invalid"]).toContain(parse(EVENT.data, part).kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives the same body hash whatever the order of members and blanks, and another for other data", () => {
    const { bodyHash } = eventOf(EVENT);
    const { data, ...attributes } = EVENT;
    expect(eventOf(JSON.stringify({ data, ...attributes }, null, 4)).bodyHash).toBe(bodyHash);
    expect(
      eventOf(
        changed(({ data: changedData }) => {
          changedData.offer.name = "Other";
        }),
      ).bodyHash,
    ).not.toBe(bodyHash);
  });

  it("tells events apart by source and id together", () => {
    const key = (source: string, id: string): string => eventOf({ ...EVENT, source, id }).event.eventKey;
    expect(key("/a", "1")).not.toBe(key("/a", "2"));
    expect(key("/a", "1")).not.toBe(key("/b", "1"));
    expect(key("/a", "1")).toBe(key("/a", "1"));
  });

  it("tolerates unknown members, and null for what is absent", () => {
    const event = {
      ...EVENT,
      traceparent: "00-x",
      data: { ...EVENT.data, reportUrl: null, attempt: null, more: { x: 1 } },
    };
    expect(eventOf(event).event).not.toHaveProperty("reportUrl");
  });

  it.each([["a/b\\c#d?e"], ["Überprüfung 試験"], ["%2F"], ["x".repeat(128)], ["🙂".repeat(128)]])(
    "takes the submission id %j as it is",
    (id) => {
      expect(
        eventOf(
          changed(({ data }) => {
            data.submissionId = id;
          }),
        ).event.submissionId,
      ).toBe(id);
    },
  );

  it("treats the year 1 as not set", () => {
    const withYearOne = { ...EVENT, data: { ...EVENT.data, submittedAt: "0001-01-01T00:00:00" } };
    expect(eventOf(withYearOne).event).not.toHaveProperty("submittedAt");
    expect(
      problemsOf(
        changed(({ data }) => {
          data.completedAt = "0001-01-01T00:00:00";
        }),
      ),
    ).toEqual(["data.completedAt: is not set (year 1)"]);
  });

  const wrong: readonly [string, Change, string][] = [
    [
      "an unknown type",
      (event) => {
        event.type = "x";
      },
      "type: must be one of",
    ],
    [
      "another specversion",
      (event) => {
        event.specversion = "0.3";
      },
      'specversion: must be "1.0"',
    ],
    [
      "an empty id",
      (event) => {
        event.id = "";
      },
      "id: must be printable",
    ],
    [
      "a numeric submission id",
      ({ data }) => void Object.assign(data, { submissionId: 1152921515689848683n.toString().length }),
      "data.submissionId:",
    ],
    [
      "129 characters of submission id",
      ({ data }) => {
        data.submissionId = "x".repeat(129);
      },
      "at most 128",
    ],
    [
      "a control character in the submission id",
      ({ data }) => {
        data.submissionId = "a\u0000b";
      },
      "data.submissionId: must be printable",
    ],
    [
      "an address with a line break",
      ({ data }) => void Object.assign(data.contacts[0] ?? {}, { email: "a@b.example\r\nBcc: x@y.example" }),
      "data.contacts.0.email",
    ],
    [
      "two addresses in one",
      ({ data }) => void Object.assign(data.contacts[0] ?? {}, { email: "a@b.example, c@d.example" }),
      "data.contacts.0.email",
    ],
    [
      "an instant without zone",
      ({ data }) => {
        data.completedAt = "2026-11-20T16:19:58";
      },
      "data.completedAt",
    ],
    [
      "a day that does not exist",
      ({ data }) => {
        data.completedAt = "2026-02-30T00:00:00Z";
      },
      "data.completedAt",
    ],
    [
      "eight fractional digits",
      ({ data }) => {
        data.completedAt = "2026-11-20T16:19:58.12345678Z";
      },
      "data.completedAt",
    ],
    [
      "501 findings",
      ({ data }) => void Object.assign(data, { findings: Array.from({ length: 501 }, () => ({ message: "x" })) }),
      "data.findings",
    ],
    [
      "51 contacts",
      ({ data }) =>
        void Object.assign(data, { contacts: Array.from({ length: 51 }, (_, i) => ({ email: `a${i}@b.example` })) }),
      "data.contacts",
    ],
    [
      "a message over 32 KiB",
      ({ data }) => void Object.assign(data, { findings: [{ message: "ü".repeat(16 * 1024 + 1) }] }),
      "data.findings.0.message: must have at most 32 KiB",
    ],
    ["data_base64", (event) => void Object.assign(event, { data_base64: "e30=" }), "data_base64"],
  ];

  it.each(wrong)("rejects %s and names the place", (_what, change, problem) => {
    expect(problemsOf(changed(change)).join("\n")).toContain(problem);
  });

  it("names every problem at once, and repeats no value", () => {
    const problems = problemsOf({
      ...EVENT,
      id: "",
      data: { contacts: [{ email: "secret address" }], outcome: "secret outcome" },
    });
    expect(problems.length).toBeGreaterThanOrEqual(6);
    expect(problems.join("\n")).not.toContain("secret");
  });

  it.each([["not json"], ["[]"], ["123"], ["null"], ['"text"'], [""]])("rejects the body %j", (body) => {
    expect(problemsOf(body)).toEqual(["The body is not a JSON object."]);
  });

  it("rejects bytes that are not UTF-8, and more than 192 KiB", () => {
    expect(parseEvent({ body: new Uint8Array([0x7b, 0xff, 0x7d]), properties: {} })).toMatchObject({
      problems: ["The body is not UTF-8 text."],
    });
    const large = JSON.stringify({ ...EVENT, filler: "x".repeat(192 * 1024) });
    expect(problemsOf(large)[0]).toMatch(/^The body has \d+ bytes; at most 196608 are allowed\.$/);
  });

  it("does not let members named like Object's own decide anything", () => {
    expect(problemsOf({ ...EVENT, type: "constructor" }).join()).toContain("type: must be one of");
    expect(problemsOf({ ...EVENT, type: "__proto__" }).join()).toContain("type: must be one of");
  });
});
