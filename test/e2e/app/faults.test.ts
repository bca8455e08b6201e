import { isOpen, type Notification } from "../../../src/core/notifications/notification.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, structured } from "../../helpers/local-stack-events.ts";

jest.setTimeout(120_000);

/** Longer than a lease of 45 s and the hint that comes after it. */
const LEASE_AND_MORE_IN_MS = 75_000;

const publishMany = async (stack: LocalStack, prefix: string, count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  await stack.publish(
    ...ids.map((submissionId) =>
      structured(failedEvent({ submissionId, contacts: [{ email: `${submissionId}@contoso.example` }] })),
    ),
  );
  return ids;
};

describe("the app under faults", () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const mailsOf = (submissionId: string) => stack.mailsTo(`${submissionId}@contoso.example`);

  const countMailed = (ids: readonly string[]): number => ids.filter((id) => mailsOf(id).length > 0).length;

  const rowsOf = async (ids: readonly string[]): Promise<Notification[]> =>
    (await stack.notifications()).filter(({ submissionId }) => ids.includes(submissionId ?? ""));

  const untilSettled = async (ids: readonly string[], timeoutInMs: number): Promise<Notification[]> => {
    await until(
      "every notification settled",
      async () => {
        const rows = await rowsOf(ids);
        return rows.length === ids.length && rows.every(({ state }) => !isOpen(state));
      },
      timeoutInMs,
    );
    return await rowsOf(ids);
  };

  /** Each accepted, by one mail; more only where the row says that nobody could know. */
  const expectEachOnce = (ids: readonly string[], rows: readonly Notification[]): void => {
    expect(rows.map(({ submissionId }) => submissionId).sort()).toEqual([...ids].sort());
    expect(rows.filter(({ state }) => state !== "accepted")).toEqual([]);
    const wrong = rows.filter(({ submissionId, attempts, messageId }) => {
      const mails = mailsOf(submissionId ?? "");
      // One was accepted; each attempt whose answer was lost may have been taken as well, and no other.
      const unknown = attempts.filter(({ outcome }) => outcome === "unknown").length;
      const isTooMany = mails.length > 1 + unknown;
      return mails.some((mail) => mail.messageId !== messageId) || mails.length < 1 || isTooMany;
    });
    expect(wrong).toEqual([]);
  };

  let killedIds: string[] = [];

  it("goes on after the host was killed in the middle of a burst", async () => {
    killedIds = await publishMany(stack, "host-killed", 100);
    await until("a third of the mails", () => countMailed(killedIds) > 30);
    await stack.killHost();
    expect(countMailed(killedIds)).toBeLessThan(100);
    await stack.startHost();
    // Those that were claimed wait for the end of their lease; the last test looks at them.
    await until("most of the mails", () => countMailed(killedIds) >= 60);
  });

  it("mails each of a burst once when the broker is killed in the middle of it", async () => {
    const ids = await publishMany(stack, "broker-killed", 100);
    await until("some of the mails", () => countMailed(ids) > 10);
    await stack.killBroker();
    expect(countMailed(ids)).toBeLessThan(100);
    await stack.startBroker();
    const rows = await untilSettled(ids, LEASE_AND_MORE_IN_MS);
    expectEachOnce(ids, rows);
    for (const id of ids) expect(mailsOf(id)).toHaveLength(1);
  });

  it("gets a resend out when it is asked for again, with its key, after the bus was away", async () => {
    const [submissionId = ""] = await publishMany(stack, "resent", 1);
    await untilSettled([submissionId], 20_000);
    await stack.killBroker();
    const key = { "idempotency-key": "after-the-bus-was-away" };
    const first = await stack.resend(submissionId, { reason: "Asked for." }, key);
    expect([first.status, first.body.code]).toEqual([503, "BUS_UNAVAILABLE"]);
    await stack.startBroker();
    expect((await stack.resend(submissionId, { reason: "Asked for." }, key)).status).toBe(202);
    await until("the mail again", () => mailsOf(submissionId).length === 2);
  });

  it("sends a mail once the mail server is back, and its row tells of the attempts", async () => {
    await stack.killSmtp();
    const ids = await publishMany(stack, "mail-down", 5);
    await until("two attempts each", async () => {
      const rows = await rowsOf(ids);
      return rows.length === 5 && rows.every(({ attempts }) => attempts.length >= 2);
    });
    expect(countMailed(ids)).toBe(0);
    expect((await rowsOf(ids)).map(({ state }) => state)).toEqual(ids.map(() => "retrying"));
    await stack.startSmtp();
    const rows = await untilSettled(ids, 30_000);
    expectEachOnce(ids, rows);
    for (const { attempts } of rows) {
      expect(attempts.map(({ outcome }) => outcome)).toEqual([...attempts.slice(1).map(() => "retryable"), "accepted"]);
    }
  });

  it("waits in place while the tables are away, and burns no delivery", async () => {
    await stack.stopTables();
    const ids = await publishMany(stack, "tables-away", 20);
    await until("a handler that waits", async () => (await stack.peek("certification-results")).length >= 16);
    await stack.startTables();
    const rows = await untilSettled(ids, 30_000);
    expectEachOnce(ids, rows);
    expect(rows.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome))).toEqual(ids.map(() => "accepted"));
    expect(stack.log.filter((line) => /receive-certification-event .* failed/.test(line))).toEqual([]);
  });

  it("has mailed each of the first burst once in the end, or its row says unknown", async () => {
    const rows = await untilSettled(killedIds, LEASE_AND_MORE_IN_MS);
    expectEachOnce(killedIds, rows);
  });

  it("leaves nothing behind", async () => {
    await stack.untilIdle();
    expect(await stack.countDeadLetters()).toBe(0);
    expect((await stack.notifications()).filter(({ state }) => isOpen(state))).toEqual([]);
  });
});
