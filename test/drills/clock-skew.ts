import { setTimeout as pause } from "node:timers/promises";
import { type LocalStack, until } from "../helpers/local-stack.ts";
import { structured, submittedEvent } from "../helpers/local-stack-events.ts";
import { mailText } from "../helpers/local-stack-mail-text.ts";
import { countDeliveries } from "./deliveries.ts";
import { type Drill, type Findings, publish } from "./drill.ts";
import { withSecondHost } from "./second-host.ts";

const SKEW_IN_MS = 5 * 60_000;
const MINUTE_IN_MS = 60_000;
/** Far enough ahead that the host whose clock is ahead sweeps several times before. */
const DUE_IN_MINUTES = 4;
/** What the article of this offer type promises, in calendar days. */
const OFFER = { type: "azureApplication", days: 14 } as const;
const TEAM = "sla-team@notifier.example";
const CLOCKS = 20;
const HEALTH_EVERY_IN_MS = 10_000;
/** Design: announced within two minutes of its instant. */
const ANNOUNCED_WITHIN_IN_MS = 2 * MINUTE_IN_MS;

/** Clocks end at a whole minute of the day, as the setting has it. */
const dueAtFrom = (now: number): number => Math.ceil(now / MINUTE_IN_MS) * MINUTE_IN_MS + DUE_IN_MINUTES * MINUTE_IN_MS;

/** The clocks' settings, for both hosts; the due instant is chosen when the first of them starts. */
const planDue = () => {
  let chosen: number | undefined;
  const dueAt = (): number => {
    chosen ??= dueAtFrom(Date.now());
    return chosen;
  };
  return {
    dueAt,
    settings: (): Readonly<Record<string, string>> => ({
      SLA_TIME_ZONE: "UTC",
      SLA_CLOSE_OF_BUSINESS: new Date(dueAt()).toISOString().slice(11, 16),
      SLA_WARN_BUSINESS_DAYS: "0",
    }),
  };
};

const submit = async (stack: LocalStack, names: readonly string[], dueAt: number): Promise<void> => {
  const submittedAt = new Date(dueAt - OFFER.days * 86_400_000).toISOString();
  await stack.publish(
    ...names.map((name) =>
      structured(
        submittedEvent({ submissionId: name, offer: { id: name, name, type: OFFER.type }, contacts: [], submittedAt }),
      ),
    ),
  );
};

/** The section of what is newly late, of a mail on one line. */
const newsOf = (text: string): string => /Newly late \(\d+\) -+ .*?(?= -{8,} | As of )/u.exec(text)?.[0] ?? "";

/** When each review was announced, once for each mail that tells of it as news: later ones go on naming it. */
const announcementsOf = (stack: LocalStack, names: readonly string[]): number[][] => {
  const mails = stack.mailsTo(TEAM).map(({ at, raw }) => ({ at, text: newsOf(mailText(raw)) }));
  return names.map((name) => mails.filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text)).map(({ at }) => at));
};

const judge = (announced: readonly number[][], dueAt: number): Findings => {
  const early = announced.flat().filter((at) => at < dueAt).length;
  const twice = announced.filter((times) => times.length > 1).length;
  const never = announced.filter((times) => times.length === 0).length;
  const latestInMs = Math.max(0, ...announced.flat()) - dueAt;
  return {
    facts: {
      clocks: announced.length,
      "announced early": early,
      "announced twice": twice,
      "never announced": never,
      "s from due to announced": Number((latestInMs / 1000).toFixed(1)),
    },
    faults: [
      ...(early > 0 ? [`${early} announcements came early`] : []),
      ...(twice > 0 ? [`${twice} announcements came twice`] : []),
      ...(never > 0 ? [`${never} announcements never came`] : []),
      ...(latestInMs > ANNOUNCED_WITHIN_IN_MS ? ["announcements came late"] : []),
    ],
  };
};

/** Asks the first host, whose clock is right, how the sweep is; gives how often it was said to be old. */
const watchSweepHealth = (stack: LocalStack): (() => number) => {
  let red = 0;
  const look = async (): Promise<void> => {
    const { body } = await stack.call("/health");
    const checks = body.checks as readonly { readonly name: string; readonly status: string }[];
    if (checks.some(({ name, status }) => name === "sweep" && status === "red")) red += 1;
  };
  const timer = setInterval(() => void look().catch(() => undefined), HEALTH_EVERY_IN_MS);
  return () => {
    clearInterval(timer);
    return red;
  };
};

/** Two hosts whose clocks differ: clocks come due in between, and mails go down the retry ladder. */
const makeClockDrill = (skewInMs: number): Drill => {
  const due = planDue();
  const preload = `--import=${import.meta.resolve("./shift-clock.ts")}`;
  return {
    about: `two hosts, the second one's clock ${Math.abs(skewInMs) / MINUTE_IN_MS} minutes ${skewInMs > 0 ? "ahead" : "behind"}; clocks become due in between`,
    settings: due.settings,
    play: async ({ stack, ids }) => {
      const settings = { ...due.settings(), NODE_OPTIONS: preload, CLOCK_SKEW_IN_MS: String(skewInMs) };
      return await withSecondHost(stack, settings, async (second) => {
        const endHealth = watchSweepHealth(stack);
        const names = Array.from({ length: CLOCKS }, (_, index) => `clock${index}`);
        await submit(stack, names, due.dueAt());
        const half = Math.ceil(ids.length / 2);
        await publish(stack, ids.slice(0, half));
        await until("the first mails", () => stack.mails.length >= half / 2);
        await stack.killSmtp();
        await publish(stack, ids.slice(half));
        await pause(20_000);
        await stack.startSmtp();
        // Until the slower of the clocks has passed the due time too, and its sweep after that.
        await pause(due.dueAt() + Math.max(0, -skewInMs) + 2.5 * MINUTE_IN_MS - Date.now());
        const { facts, faults } = judge(announcementsOf(stack, names), due.dueAt());
        const { total: bySecond } = countDeliveries(second.lines);
        const red = endHealth();
        return {
          facts: { ...facts, "deliveries to the second host": bySecond, "sweep said to be old": red },
          faults: [
            ...faults,
            ...(red > 0 ? [`health called the sweep old ${red} times`] : []),
            ...(bySecond === 0 ? ["the second host did nothing"] : []),
          ],
        };
      });
    },
  };
};

export const CLOCK_DRILLS: Readonly<Record<string, Drill>> = {
  "clock-ahead": makeClockDrill(SKEW_IN_MS),
  "clock-behind": makeClockDrill(-SKEW_IN_MS),
};
