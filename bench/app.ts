import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { createTransport } from "nodemailer";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";
import type { OutgoingMail } from "../src/core/ports.ts";
import { LocalStack, until } from "../test/helpers/local-stack.ts";
import { failedEvent, structured } from "../test/helpers/local-stack-events.ts";
import { type CountingProxy, proxyServiceBus, proxyTables } from "../test/helpers/local-stack-proxy.ts";

const { single: SINGLE, burst: BURST } = new Command("npm run bench -- app")
  .description(
    "Measures the whole app on the local stack, each piece in a process of its own, from the event's publication to the mail's acceptance.",
  )
  .option("--single <n>", "events one by one", toCount, 100)
  .option("--burst <n>", "events at once", toCount, 1000)
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<{ single: number; burst: number }>();
const WARM_UP = 10;
const COUNTED = 50;
/** As many as the host makes calls at once. */
const CONNECTIONS = 16;

const now = (): number => performance.timeOrigin + performance.now();

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Events one by one on the idle stack: milliseconds from before the publication to the acceptance at the SMTP server. */
const measureSingle = async (stack: LocalStack, events: number): Promise<number[]> => {
  const latencies: number[] = [];
  for (let index = 0; index < events; index += 1) {
    const before = stack.mails.length;
    const publishedAt = now();
    await stack.publish(structured(failedEvent()));
    const mail = await until("the mail", () => stack.mails[before]);
    latencies.push(mail.at - publishedAt);
    await pause(60); // the marks of this event are no part of the next
  }
  return latencies.sort((a, b) => a - b);
};

/** Events published at once; mails per second until the last was accepted. */
const measureBurst = async (stack: LocalStack): Promise<number> => {
  const before = stack.mails.length;
  const messages = Array.from({ length: BURST }, () => structured(failedEvent()));
  const startedAt = now();
  await stack.publish(...messages);
  await until("every mail", () => stack.mails.length >= before + BURST, 300_000);
  const last = stack.mails[before + BURST - 1];
  const perSecond = (BURST * 1000) / ((last?.at ?? 0) - startedAt);
  await stack.untilIdle(60_000);
  const rows = await stack.notifications();
  const open = rows.filter(({ state }) => state !== "accepted").length;
  if (open > 0 || stack.mails.length !== before + BURST) throw new Error(`${open} rows are not accepted.`);
  return perSecond;
};

/** The same mails by nodemailer's own pool, straight to the same server. */
const measureNodemailer = async (stack: LocalStack): Promise<number> => {
  const entities = await stack.entities("CertificationReviews");
  const mails = entities
    .filter(({ rowKey }) => rowKey.startsWith("4-mail|"))
    .slice(-BURST)
    .map(({ blobs }) => JSON.parse(blobs["mail"] ?? "") as OutgoingMail);
  const transport = createTransport({
    host: "127.0.0.1",
    port: stack.smtpPort,
    pool: true,
    maxConnections: CONNECTIONS,
    ignoreTLS: true,
  });
  const startedAt = now();
  await Promise.all(
    mails.map(({ from, to, subject, text, html, headers }) =>
      transport.sendMail({ from, to: { name: to.name ?? "", address: to.address }, subject, text, html, headers }),
    ),
  );
  const perSecond = (mails.length * 1000) / (now() - startedAt);
  transport.close();
  return perSecond;
};

/** What one event costs, counted between the app and its services. */
const countOperations = async (): Promise<Record<string, number>> => {
  const proxies: CountingProxy[] = [];
  const stack = await LocalStack.start({
    keepRaw: false,
    isBuilt: true,
    through: async ({ tables, serviceBus }) => {
      const [tablesPort, busPort] = [
        /127\.0\.0\.1:(\d+)/.exec(tables)?.[1],
        /127\.0\.0\.1:(\d+)/.exec(serviceBus)?.[1],
      ];
      const table = await proxyTables(Number(tablesPort));
      const bus = await proxyServiceBus(Number(busPort));
      proxies.push(table, bus);
      return {
        tables: tables.replace(`:${tablesPort}`, `:${table.port}`),
        serviceBus: serviceBus.replace(`:${busPort}`, `:${bus.port}`),
      };
    },
  });
  try {
    await measureSingle(stack, WARM_UP);
    await stack.untilIdle();
    await pause(500);
    for (const proxy of proxies) proxy.reset();
    await measureSingle(stack, COUNTED);
    await pause(500);
    const [tables, bus] = proxies.map(({ counts }) => ({ ...counts }));
    const each = (count: number | undefined): number => Number(((count ?? 0) / COUNTED).toFixed(2));
    const requests = Object.values(tables ?? {}).reduce((sum, count) => sum + count, 0);
    return {
      "table requests an event": each(requests),
      ...Object.fromEntries(Object.entries(tables ?? {}).map(([what, count]) => [`  of them ${what}`, each(count)])),
      "messages received an event": each(bus?.["transfer received"]),
      "messages sent an event": each(bus?.["transfer sent"]),
      "messages settled an event": each(bus?.["disposition sent"]),
    };
  } finally {
    await stack.stop();
    for (const proxy of proxies) proxy.close();
  }
};

const run = async (): Promise<void> => {
  const stack = await LocalStack.start({ keepRaw: false });
  try {
    const [cold] = await measureSingle(stack, 1);
    await measureSingle(stack, WARM_UP);
    const single = await measureSingle(stack, SINGLE);
    const app = await measureBurst(stack);
    const bare = await measureNodemailer(stack);
    const operations = await countOperations();
    console.table({
      "first event after the start, ms": Math.round(cold ?? Number.NaN),
      "event to mail accepted, p50 ms": Math.round(quantile(single, 0.5)),
      "event to mail accepted, p95 ms": Math.round(quantile(single, 0.95)),
      [`${BURST} at once, mails a second`]: Math.round(app),
      "bare nodemailer, mails a second": Math.round(bare),
      "app / bare nodemailer": Number((app / bare).toFixed(2)),
      ...operations,
    });
  } finally {
    await stack.stop();
  }
};

await run();
