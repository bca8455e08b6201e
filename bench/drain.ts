import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { createTransport } from "nodemailer";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";
import type { OutgoingMail } from "../src/core/ports.ts";
import { LocalStack, until } from "../test/helpers/local-stack.ts";
import { failedEvent, structured } from "../test/helpers/local-stack-events.ts";
import { type CountingProxy, proxyServiceBus, proxyTables } from "../test/helpers/local-stack-proxy.ts";

interface Options {
  readonly events: number;
  readonly alertmanager: string;
  readonly counted: number;
  readonly json?: boolean;
}

/** What is counted at the wire. */
interface Counts {
  /** The sweep two minutes later included. */
  readonly tableRequestsPerFailure: number;
  readonly busSendsPerFailure: number;
  readonly tableRequestsPerPass: number;
  readonly busSendsPerPass: number;
}

/** What one run measures, as `--json` prints it. */
interface Figures extends Partial<Counts> {
  readonly events: number;
  readonly oursPerSecond: number;
  readonly nodemailerPerSecond: number;
  /** Null where it is not installed. */
  readonly alertmanagerPerSecond: number | null;
  readonly hostCpuMsPerFailure: number;
  readonly nodemailerCpuMsPerMail: number;
}

/** As many as the host makes calls at once. */
const CONNECTIONS = 16;
/** Forgotten notifications are looked for after two minutes; this is when the sweep meets the due rows of those that were not. */
const DUE_ROWS_SEEN_IN_MS = 125_000;
const TICK_IN_MS = 10;

const now = (): number => performance.timeOrigin + performance.now();

/** First attempts, so that nothing before them has to be looked up. */
const failures = (count: number) => Array.from({ length: count }, () => structured(failedEvent({ attempt: 1 })));

/** Resolves with the mails a second from `startedAt` to the last of `count` more mails. */
const rateOf = async (stack: LocalStack, before: number, count: number, startedAt: number): Promise<number> => {
  await until("every mail", () => stack.mails.length >= before + count, 1_200_000);
  return (count * 1000) / ((stack.mails[before + count - 1]?.at ?? 0) - startedAt);
};

/** Processor time of our child that runs this script, in milliseconds; undefined where there is no /proc. */
const cpuOfChild = (script: string): number | undefined => {
  try {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const stat = statOf(pid);
      if (stat?.parent !== process.pid) continue;
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(script)) return stat.cpuInMs;
    }
  } catch {
    // Another system, or a process that has just ended.
  }
  return undefined;
};

/** Fields 4, 14 and 15 of proc(5), counted after the name in brackets, which may hold blanks. */
const statOf = (pid: string): { parent: number; cpuInMs: number } | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), cpuInMs: (Number(fields[11]) + Number(fields[12])) * TICK_IN_MS };
  } catch {
    return undefined;
  }
};

const measureApp = async (stack: LocalStack, events: number) => {
  await stack.publish(...failures(20));
  await rateOf(stack, 0, 20, now());
  await stack.untilIdle(60_000);
  const before = stack.mails.length;
  const messages = failures(events);
  const cpuBefore = cpuOfChild("functions-laptop/src/main.ts");
  const startedAt = now();
  await stack.publish(...messages);
  const perSecond = await rateOf(stack, before, events, startedAt);
  await stack.untilIdle(60_000);
  const cpuAfter = cpuOfChild("functions-laptop/src/main.ts");
  const rows = await stack.notifications();
  const open = rows.filter(({ state }) => state !== "accepted").length;
  const extra = stack.mails.length - before - events;
  if (open + extra + (await stack.countDeadLetters()) > 0) {
    throw new Error(`${open} rows are not accepted, ${extra} mails too many.`);
  }
  const cpuInMs = cpuBefore === undefined || cpuAfter === undefined ? Number.NaN : (cpuAfter - cpuBefore) / events;
  return { perSecond, cpuInMs };
};

/** The same mails by nodemailer's own pool, straight to the same server. */
const measureNodemailer = async (stack: LocalStack, events: number) => {
  const entities = await stack.entities("CertificationReviews");
  const mails = entities
    .filter(({ rowKey }) => rowKey.startsWith("4-mail|"))
    .slice(-events)
    .map(({ blobs }) => JSON.parse(blobs.mail ?? "") as OutgoingMail);
  const transport = createTransport({
    host: "127.0.0.1",
    port: stack.smtpPort,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  });
  const cpuBefore = process.cpuUsage();
  const startedAt = now();
  await Promise.all(
    mails.map(({ from, to, subject, text, html, headers }) =>
      transport.sendMail({ from, to: { name: to.name ?? "", address: to.address }, subject, text, html, headers }),
    ),
  );
  const perSecond = (mails.length * 1000) / (now() - startedAt);
  const { user, system } = process.cpuUsage(cpuBefore);
  transport.close();
  return { perSecond, cpuInMs: (user + system) / 1000 / mails.length };
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
};

/** Every alert is a group of its own, so each is one mail. */
const alertmanagerConfig = (smtpPort: number): string =>
  JSON.stringify({
    global: { smtp_smarthost: `127.0.0.1:${smtpPort}`, smtp_from: "alerts@notifier.example", smtp_require_tls: false },
    route: { receiver: "mail", group_by: ["..."], group_wait: "0s", group_interval: "1h", repeat_interval: "24h" },
    receivers: [{ name: "mail", email_configs: [{ to: "ada@contoso.example" }] }],
  });

/** Undefined when it is not installed. */
const measureAlertmanager = async (stack: LocalStack, program: string, events: number): Promise<number | undefined> => {
  const folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  const file = join(folder, "config.yml");
  writeFileSync(file, alertmanagerConfig(stack.smtpPort));
  const port = await freePort();
  const child: ChildProcess = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    const isReady = await until("Alertmanager", async () => {
      if (!isRunning) return "no";
      return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true && "yes";
    });
    if (isReady === "no") return undefined;
    const alerts = Array.from({ length: events }, (_, index) => ({
      labels: { alertname: "certificationFailed", submission: `sub-${index}` },
      annotations: { summary: "200.3.3 OS disk size: The OS disk is smaller than 1 GiB." },
    }));
    const before = stack.mails.length;
    const startedAt = now();
    const answer = await fetch(`${url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}.`);
    return await rateOf(stack, before, events, startedAt);
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What one failure costs, the sweep that meets its due row two minutes later included. */
const countOperations = async (events: number): Promise<Counts> => {
  const proxies: CountingProxy[] = [];
  const stack = await LocalStack.start({
    keepRaw: false,
    isBuilt: true,
    through: async ({ tables, serviceBus }) => {
      const portIn = (text: string): string => /127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? "";
      const table = await proxyTables(Number(portIn(tables)));
      const bus = await proxyServiceBus(Number(portIn(serviceBus)));
      proxies.push(table, bus);
      return {
        tables: tables.replace(portIn(tables), String(table.port)),
        serviceBus: serviceBus.replace(portIn(serviceBus), String(bus.port)),
      };
    },
  });
  const totals = () => {
    const [tables, bus] = proxies.map(({ counts }) => ({ ...counts }));
    const requests = Object.values(tables ?? {}).reduce((sum, count) => sum + count, 0);
    return { requests, sent: bus?.["transfer sent"] ?? 0, received: bus?.["transfer received"] ?? 0 };
  };
  const each = (count: number): number => Number((count / events).toFixed(2));
  const work = async (outcome: "failed" | "passed"): Promise<ReturnType<typeof totals>> => {
    for (const proxy of proxies) proxy.reset();
    await stack.publish(
      ...Array.from({ length: events }, () => structured(failedEvent({ attempt: 1, ...DATA[outcome] }))),
    );
    await stack.untilIdle(60_000);
    await pause(500);
    return totals();
  };
  try {
    await work("failed");
    await pause(DUE_ROWS_SEEN_IN_MS);
    await stack.runTimer("sweep-sla");
    const failure = await work("failed");
    const pass = await work("passed");
    for (const proxy of proxies) proxy.reset();
    await pause(DUE_ROWS_SEEN_IN_MS);
    await stack.runTimer("sweep-sla");
    await pause(500);
    const sweep = totals();
    return {
      tableRequestsPerFailure: each(failure.requests + sweep.requests),
      busSendsPerFailure: each(failure.sent),
      tableRequestsPerPass: each(pass.requests),
      busSendsPerPass: each(pass.sent),
    };
  } finally {
    await stack.stop();
    for (const proxy of proxies) proxy.close();
  }
};

const DATA = { failed: {}, passed: { outcome: "passed", findings: [] } } as const;

const round = (figure: number): number => Number(figure.toFixed(2));

const run = async ({ events, alertmanager, counted, json }: Options): Promise<void> => {
  const stack = await LocalStack.start({ keepRaw: false });
  let measured: Figures;
  try {
    const app = await measureApp(stack, events);
    const bare = await measureNodemailer(stack, events);
    const alerts = await measureAlertmanager(stack, alertmanager, events);
    measured = {
      events,
      oursPerSecond: round(app.perSecond),
      nodemailerPerSecond: round(bare.perSecond),
      alertmanagerPerSecond: alerts === undefined ? null : round(alerts),
      hostCpuMsPerFailure: round(app.cpuInMs),
      nodemailerCpuMsPerMail: round(bare.cpuInMs),
    };
  } finally {
    await stack.stop();
  }
  const figures = { ...measured, ...(counted > 0 ? await countOperations(counted) : {}) };
  if (json === true) console.log(JSON.stringify(figures));
  else console.table({ ...figures, ...ratiosOf(figures) });
};

/** What may be compared with another run. */
const ratiosOf = (figures: Figures) => ({
  "ours / nodemailer": round(figures.oursPerSecond / figures.nodemailerPerSecond),
  ...(figures.alertmanagerPerSecond === null
    ? {}
    : { "ours / Alertmanager": round(figures.oursPerSecond / figures.alertmanagerPerSecond) }),
  "host / nodemailer, processor": round(figures.hostCpuMsPerFailure / figures.nodemailerCpuMsPerMail),
});

const program = new Command("npm run bench -- drain")
  .description(
    "Publishes many failures at once and measures how fast they become mails, beside bare pooled nodemailer and Prometheus Alertmanager (one mail an alert) that write to the same SMTP server in the same run.",
  )
  .option("--events <n>", "failures at once", toCount, 2_000)
  .option(
    "--counted <n>",
    "failures whose table requests and bus messages are counted; takes five minutes, 0 for none",
    toCount,
    50,
  )
  .option("--json", "one line of JSON, and nothing else on stdout")
  .option("--alertmanager <program>", "Alertmanager, left out where it is not installed", "prometheus-alertmanager")
  .exitOverride(exitForWrongUse)
  .action(async (options: Options) => await run(options));

await program.parseAsync();
