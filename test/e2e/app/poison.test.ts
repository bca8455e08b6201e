import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, structured } from "../../helpers/local-stack-events.ts";
import { poisonTables } from "../../helpers/poisoned-tables.ts";

jest.setTimeout(300_000);

const GOOD = 500;
const POISON = 50;

describe("events that the ledger never takes", () => {
  const keys = new Set(Array.from({ length: POISON }, (_, index) => reviewPartition(`poison-${index}`)));
  let stack: LocalStack;
  let close: () => void = () => undefined;

  beforeAll(async () => {
    stack = await LocalStack.start({
      keepRaw: false,
      through: async ({ tables, serviceBus }) => {
        const proxy = await poisonTables(tables, keys);
        close = proxy.close;
        return { tables: proxy.address, serviceBus };
      },
    });
  });
  afterAll(async () => {
    await stack?.stop();
    close();
  });

  it("stop none of 500 others, and are put aside with the reason within minutes", async () => {
    const eventOf = (submissionId: string) =>
      structured(failedEvent({ submissionId, contacts: [{ email: `${submissionId}@contoso.example` }] }));
    // The worst order: more poison than slots comes first, the rest lies among the others.
    const ids = Array.from({ length: GOOD + POISON }, (_, index) =>
      index < 20
        ? `poison-${index}`
        : index % 17 === 0 && index / 17 < 32
          ? `poison-${18 + index / 17}`
          : `good-${index}`,
    );
    const good = ids.filter((id) => id.startsWith("good"));
    const poison = new Set(ids.filter((id) => id.startsWith("poison")));
    for (let start = 0; start < ids.length; start += 100) {
      await stack.publish(...ids.slice(start, start + 100).map(eventOf));
    }
    await until("every good mail", () => new Set(stack.mails.map(({ to }) => to[0])).size >= good.length, 60_000);
    const health = (await (await fetch(`${stack.http}/api/health`)).json()) as { checks: { name: string }[] };
    // What was put off waits on purpose, and is no backlog.
    expect(health.checks).toContainEqual(expect.objectContaining({ name: "backlog", status: "green" }));
    const aside = await until(
      "the poison put aside",
      async () => {
        const messages = await stack.peek("certification-results-rejected");
        return messages.length >= poison.size && messages;
      },
      180_000,
    );
    expect(aside).toHaveLength(poison.size);
    for (const { applicationProperties } of aside) {
      expect(String(applicationProperties?.["problems"])).toMatch(/^LEDGER_STUCK: .*500 InternalError/);
    }
    expect(stack.mails).toHaveLength(good.length);
    expect(await stack.countDeadLetters()).toBe(0);
  });
});
