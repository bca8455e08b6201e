import { instant, instantFromMs, msBetween, parseInstant, plusMs, toEpochMs } from "../../../src/core/instant.ts";
import { fc } from "../../helpers/fast-check.ts";

describe("parseInstant", () => {
  it.each([
    ["2026-11-20T16:19:58.1234567Z", "2026-11-20T16:19:58.1234567Z"],
    ["2026-11-20T16:19:58Z", "2026-11-20T16:19:58.0000000Z"],
    ["2026-11-20t16:19:58.5z", "2026-11-20T16:19:58.5000000Z"],
    ["2026-11-20T16:19:58-08:00", "2026-11-21T00:19:58.0000000Z"],
    ["2026-11-20T16:19:58.1234567+05:30", "2026-11-20T10:49:58.1234567Z"],
    ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z"],
  ])("reads %s", (text, expected) => expect(parseInstant(text)).toBe(expected));

  it.each([
    "2026-11-20",
    "2026-11-20T16:19:58",
    "2026-11-20T16:19:58.12345678Z",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T23:59:60Z",
    "2026-11-20T16:19:58+24:00",
    "2026-11-20 16:19:58Z",
    " 2026-11-20T16:19:58Z",
    "2026-11-20T16:19:58Z\n",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "",
  ])("does not read %j", (text) => expect(parseInstant(text)).toBeUndefined());

  it("keeps the order of times as the order of texts", () => {
    void fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 4e12 }), (a, b) => {
        expect(instantFromMs(a) < instantFromMs(b)).toBe(a < b);
        expect(toEpochMs(instantFromMs(a))).toBe(a);
        expect(msBetween(instantFromMs(a), plusMs(instantFromMs(a), b - a))).toBe(b - a);
      }),
    );
  });
});

describe("instant", () => {
  it("says what it expected", () => expect(() => instant("soon")).toThrow(/RFC 3339 instant with zone, got "soon"/));
});
