import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../src/journal/journal.ts";
import { repairJournal } from "../../src/journal/repair-journal.ts";
import type { Message } from "../../src/store/message.ts";
import { contentOf } from "./make-store.ts";

const messageOf = (sequenceNumber: number, text: string): Message => ({
  sequenceNumber,
  enqueuedSequenceNumber: sequenceNumber,
  enqueuedAt: Date.parse("2026-11-20T16:20:00Z"),
  deliveryCount: 0,
  properties: { at: new Date("2026-11-20T16:20:00Z"), text: "ä", number: 1, none: null },
  content: { ...contentOf(text, 5000), annotations: Buffer.from([1, 2, 3]), annotationCount: 2 },
});

describe("openJournal", () => {
  let directory: string;
  const warnings: string[] = [];
  const path = () => join(directory, "messages.journal");
  const open = () => openJournal({ directory, warn: (text) => warnings.push(text), onFailure: () => {} });
  const reopen = () => {
    const { journal, snapshot } = open();
    journal.close();
    return snapshot;
  };
  const write = (...texts: string[]) => {
    const { journal } = open();
    for (const [index, text] of texts.entries())
      journal.append({ kind: "put", queue: "q", message: messageOf(index + 1, text) });
    journal.close();
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "journal-"));
    warnings.length = 0;
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("gives back what was put, value for value", () => {
    write("a");
    expect(reopen().queues.get("q")?.get(1)).toEqual(messageOf(1, "a"));
  });

  it("applies removals, updates and moves", () => {
    write("a", "b", "c");
    const { journal } = open();
    journal.append({ kind: "remove", place: { queue: "q", sequenceNumber: 1 } });
    journal.append({
      kind: "update",
      place: { queue: "q", sequenceNumber: 2 },
      deliveryCount: 4,
      properties: { x: 1 },
    });
    const replaces = { queue: "q", sequenceNumber: 3 };
    journal.append({ kind: "put", queue: "dead", message: messageOf(3, "c"), replaces });
    journal.close();
    const { queues, next } = reopen();
    expect([...(queues.get("q")?.values() ?? [])]).toMatchObject([{ deliveryCount: 4, properties: { x: 1 } }]);
    expect([...(queues.get("dead")?.keys() ?? [])]).toEqual([3]);
    expect(next.get("q")).toBe(4);
  });

  it("calls back only when the record is in the file", async () => {
    const { journal } = open();
    const before = statSync(path()).size;
    const { promise, resolve } = Promise.withResolvers<number>();
    journal.append({ kind: "put", queue: "q", message: messageOf(1, "a") });
    journal.afterWrite(() => resolve(statSync(path()).size));
    expect(statSync(path()).size).toBe(before);
    expect(await promise).toBeGreaterThan(before);
    journal.close();
  });

  it("grows no larger than what is left when it is opened", () => {
    write("x".repeat(100_000));
    const { journal } = open();
    journal.append({ kind: "remove", place: { queue: "q", sequenceNumber: 1 } });
    journal.close();
    reopen();
    expect(statSync(path()).size).toBeLessThan(1000);
  });

  it("leaves out a last record that is cut off anywhere", () => {
    write("whole");
    const whole = readFileSync(path());
    write("whole", "second");
    const both = readFileSync(path());
    for (const length of [whole.length + 1, whole.length + 9, both.length - 1]) {
      writeFileSync(path(), both.subarray(0, length));
      expect([...(reopen().queues.get("q")?.keys() ?? [])]).toEqual(expect.not.arrayContaining([2]));
    }
    expect(warnings).toHaveLength(3);
  });

  it("refuses a journal that is damaged in the middle, rather than lose what follows", () => {
    write("first", "second");
    const bytes = readFileSync(path());
    bytes[bytes.indexOf("first")] = 0;
    writeFileSync(path(), bytes);
    expect(open).toThrow("is damaged at byte");
    expect(open).toThrow("is damaged at byte");
  });

  const TEXTS = Array.from({ length: 20 }, (_, n) => `message ${n + 1}`);

  it.each([
    [
      "a flipped bit in the length of a record",
      (bytes: Buffer, at: number) => bytes.writeUInt8(bytes.readUInt8(at) ^ 0x40, at),
    ],
    ["sixteen zeroed bytes", (bytes: Buffer, at: number) => bytes.fill(0, at, at + 16)],
    ["a length that ends inside of another record", (bytes: Buffer, at: number) => bytes.writeUInt32BE(900, at)],
  ])("starts with no message less, or not at all: %s", (_what, damage) => {
    write(...TEXTS);
    const whole = readFileSync(path());
    const middle = whole.indexOf("message 10") - 8;
    const recordAt = whole.lastIndexOf('{"kind":"put"', middle) - 12;
    const bytes = Buffer.from(whole);
    damage(bytes, recordAt);
    writeFileSync(path(), bytes);
    expect(open).toThrow("readable records follow; nothing was changed");
    expect(readFileSync(path()).equals(bytes)).toBe(true);
    const { records, damagedFile } = repairJournal(directory);
    expect(records).toBeGreaterThanOrEqual(19);
    expect(readFileSync(damagedFile ?? "").equals(bytes)).toBe(true);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(reopen().queues.get("q")?.size).toBeGreaterThanOrEqual(19);
    expect(repairJournal(directory)).toMatchObject({ lostBytes: 0 });
  });

  it("is readable by its owner alone", () => {
    write("secret");
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it("remembers that a message was set aside", () => {
    write("a");
    const { journal } = open();
    const place = { queue: "q", sequenceNumber: 1 };
    journal.append({ kind: "update", place, deliveryCount: 0, properties: {}, isDeferred: true });
    journal.close();
    expect(reopen().queues.get("q")?.get(1)).toMatchObject({ isDeferred: true });
    expect(reopen().queues.get("q")?.get(1)).toMatchObject({ isDeferred: true });
  });

  it("refuses a second owner, and takes over the lock of a process that is gone", () => {
    const { journal } = open();
    expect(open).toThrow(`Process ${process.pid} holds`);
    journal.close();
    appendFileSync(join(directory, "lock"), "999999999 1");
    expect(() => reopen()).not.toThrow();
    writeFileSync(join(directory, "lock"), `${process.pid} 1`);
    expect(() => reopen()).not.toThrow();
  });

  it("answers nothing that came after it was closed", async () => {
    const { journal } = open();
    journal.close();
    let isAnswered = false;
    journal.append({ kind: "remove", place: { queue: "q", sequenceNumber: 1 } });
    journal.afterWrite(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(isAnswered).toBe(false);
  });
});
