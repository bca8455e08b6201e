import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../../local/servicebus/journal/journal.ts";
import type { Message } from "../../../local/servicebus/store/message.ts";
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

  it("refuses a second owner, and takes over the lock of a process that is gone", () => {
    const { journal } = open();
    expect(open).toThrow(`Another broker (process ${process.pid}) uses this data directory`);
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
