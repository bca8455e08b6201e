import type { InvocationContext } from "@azure/functions";
import { QUEUES } from "../src/config/queues.ts";
import { reviewPartition } from "../src/core/certification/review-id.ts";
import type { CoreContent } from "../src/core/core.ts";
import { isRetryable } from "../src/core/errors.ts";
import { earlier, type Instant, instantFromMs, toEpochMs } from "../src/core/instant.ts";
import { REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { fromNotificationEntity } from "../src/core/ledger/notification-entity.ts";
import { fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import { isOpen } from "../src/core/notifications/notification.ts";
import type { RenderedTemplate, TemplateRenderer } from "../src/core/ports.ts";
import { present } from "../src/core/present.ts";
import { makeReceiveCertificationEventHandler } from "../src/handlers/receive-certification-event.ts";
import { makeRecordDeliveryReportHandler } from "../src/handlers/record-delivery-report.ts";
import { makeSendNotificationHandler } from "../src/handlers/send-notification.ts";
import { findMisplaced, findStale } from "./check-lists.ts";
import { findUnpurged, oldLedger } from "./check-purge.ts";
import { findMiscounted } from "./check-report.ts";
import { type DrawnPeople, drawPeople } from "./drawn-people.ts";
import { findViolations } from "./invariants.ts";
import { ObservedStore } from "./observed-store.ts";
import { drawProfile, type Profile } from "./profile.ts";
import { type Delay, drawDelays, drawLateResults, drawScenario, type Publication, type Scenario } from "./scenario.ts";
import { Scheduler, TooManySteps } from "./scheduler.ts";
import { SeededRandom } from "./seeded-random.ts";
import { SimBus } from "./sim-bus.ts";
import { SimHost } from "./sim-host.ts";
import { SimMailProvider } from "./sim-mail-provider.ts";
import { SimOperator } from "./sim-operator.ts";
import { SimPeople } from "./sim-people.ts";
import { SimReports } from "./sim-reports.ts";
import { makeSimStore } from "./sim-store.ts";
import { CLOSED_GATE, DEFAULT_SETTINGS, type RunCore, wireCore } from "./wire-core.ts";
import { strikes, type World } from "./world.ts";

/** How one seed ended. */
export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly steps: number;
  readonly mails: number;
  readonly profile: Profile;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Ten times what a bad seed takes: more than this means that something goes in circles. */
const MAX_STEPS = 40_000;

/** Before close of business on a Thursday and on a Friday, in Los Angeles; results come in the first stretch. */
const STRETCHES = [
  { startMs: Date.UTC(2026, 10, 20, 0, 40), lengthInMs: 30 * MINUTE },
  { startMs: Date.UTC(2026, 10, 21, 0, 52), lengthInMs: 20 * MINUTE },
] as const;
/** Around the digest of the Monday after, where people take reviews on; and the next morning, when everything is well again. */
const MONDAY = { startMs: Date.UTC(2026, 10, 23, 16, 57), lengthInMs: 12 * MINUTE } as const;
const TUESDAY_MS = Date.UTC(2026, 10, 24, 17, 8);
const LONGEST_REST_IN_MS = 6 * 24 * HOUR;

/** Rendering templates would take most of the time, and how a mail looks is of no matter here. */
const plainRenderer = ({ words }: TemplateRenderer): TemplateRenderer => ({
  words,
  render: (template, view): RenderedTemplate => ({
    subject: template,
    text: JSON.stringify(view),
    html: "",
    templateVersion: "plain",
  }),
});

/** Runs the whole core for some days of virtual time, in a world as bad as the seed says, and checks what is left. */
export const runSeed = async (
  seed: number,
  content: CoreContent,
  trace?: (line: string) => void,
): Promise<SeedResult> => {
  const run = new SimRun(seed, { ...content, renderer: plainRenderer(content.renderer) }, trace);
  try {
    await run.live();
    await run.check();
    // Every eighth goes on for more than a year, until all that is closed has to be gone.
    if (seed % 8 === 0) await run.growOld();
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    run.world.violations.push(error.message);
  }
  const { world, provider } = run;
  return {
    seed,
    violations: [...new Set(world.violations)],
    steps: world.scheduler.steps,
    mails: provider.taken.length,
    profile: world.profile,
  };
};

class SimRun {
  readonly world: World;
  readonly provider: SimMailProvider;
  readonly #content: CoreContent;
  readonly #random: SeededRandom;
  readonly #hosts: readonly SimHost[];
  readonly #cores = new Map<SimHost, RunCore>();
  readonly #store: ObservedStore;
  readonly #bus: SimBus;
  readonly #reports: SimReports;
  readonly #operator: SimOperator;
  readonly #scenario: Scenario;
  readonly #delays: readonly Delay[];
  readonly #people: SimPeople;
  readonly #drawnPeople: DrawnPeople | undefined;
  readonly #noticeIds = new Set<string>();
  /** When the last of what people do is to happen. */
  #plannedUntilMs = 0;
  #sweptAt: Instant = instantFromMs(0);

  constructor(seed: number, content: CoreContent, trace: ((line: string) => void) | undefined) {
    this.#random = new SeededRandom(seed);
    this.#content = content;
    const profile = drawProfile(this.#random);
    const scheduler = new Scheduler(STRETCHES[0].startMs, MAX_STEPS);
    this.world = {
      scheduler,
      random: this.#random,
      profile,
      isFaulty: true,
      away: new Set(),
      violations: [],
      trace: (who, text) => trace?.(`${scheduler.now().slice(5, 23)} ${who.padEnd(8)} ${text()}`),
    };
    trace?.(`seed ${seed}: ${JSON.stringify(profile)}`);
    this.#hosts = Array.from({ length: profile.hosts }, (_, n) => new SimHost(`host-${n + 1}`, this.world));
    // The ledger and the broker are kept in time by their operator; only our own machines are far off.
    const storeSkew = this.#random.between(-2_000, 2_000);
    const storeClock = { now: () => scheduler.now(storeSkew), sleep: async () => {} };
    const violate = (text: string): void => {
      this.world.trace("ledger", () => `VIOLATION ${text}`);
      this.world.violations.push(text);
    };
    this.#store = new ObservedStore(storeClock, violate, profile.perMinute);
    this.#bus = new SimBus(this.world, this.#hosts);
    this.#reports = new SimReports(this.world, this.#bus);
    this.#store.onQueued = (notification) => this.#reports.tellOfEarlier(notification);
    this.provider = new SimMailProvider(this.world, this.#reports);
    const drawn = drawScenario(
      this.#random,
      STRETCHES[0].startMs,
      profile.isBusy ? 3 * MINUTE : STRETCHES[0].lengthInMs - 5 * MINUTE,
    );
    // By chance of its own, so that a seed without delays stays the run that it was.
    const { publications, delays } = drawDelays(new SeededRandom(seed ^ 0x5e1a), drawn, STRETCHES[0].startMs);
    this.#delays = delays;
    const people = drawPeople(new SeededRandom(seed ^ 0xac3d), drawn, STRETCHES[0].startMs);
    this.#drawnPeople = people;
    this.#scenario = {
      ...drawn,
      publications: [...drawn.publications, ...publications, ...(people?.publications ?? [])],
    };
    const anyCore = (): RunCore | undefined => {
      const alive = this.#hosts.filter(({ isAlive }) => isAlive);
      return alive.length === 0 ? undefined : this.#coreOf(this.#random.pick(alive));
    };
    this.#operator = new SimOperator(this.world, this.#scenario.publications, anyCore);
    this.#people = new SimPeople(this.world, new SeededRandom(seed ^ 0x0b0e), anyCore);
    if (people !== undefined) this.provider.onTaken = (mail) => this.#people.read(mail);
    for (const host of this.#hosts) {
      this.#start(host);
      host.onStart = () => {
        this.#start(host);
        this.#bus.wake();
      };
    }
    this.#bus.handler = async (...args) => await this.#handle(...args);
  }

  /** A process that comes up has everything new but its clock. */
  #start(host: SimHost): void {
    const { world, provider } = this;
    const { profile } = world;
    const ports = {
      store: makeSimStore(world, host, this.#store),
      queue: this.#bus.workQueue(host),
      notices: this.#bus.notices(host, (id) => this.#noticeIds.add(id)),
      rejectedMessages: this.#bus.rejectedMessages(host),
      asideMessages: this.#bus.asideMessages(host),
      mailer: provider.mailer(host),
      clock: host.clock,
      random: world.random,
      ...(profile.isByQueue ? { gate: CLOSED_GATE } : {}),
      report: (_level: string, message: string, fields?: object) =>
        world.trace(host.name, () => `REPORT ${message} ${JSON.stringify(fields)}`),
    };
    const settings = {
      ...DEFAULT_SETTINGS,
      alertRecipients: profile.alertRecipients,
      alertRoutes: profile.alertRoutes,
      escalationRecipients: profile.escalationRecipients,
      sla: {
        ...DEFAULT_SETTINGS.sla,
        ...present({ escalateBusinessDays: profile.escalationRecipients.length > 0 ? 2 : undefined }),
      },
      unknownMail: profile.unknownMail,
      actionLinks: { keys: ["of a run, and of nothing else"], baseUrl: "https://desk.notifier.example/api/actions/" },
      ...(profile.allowList === undefined ? {} : { allowList: [...profile.allowList, "*@notifier.example"] }),
      quota: profile.perMinute === undefined ? {} : { perMinute: profile.perMinute },
    };
    this.#cores.set(host, wireCore(this.#content, ports, settings));
  }

  #coreOf(host: SimHost): RunCore {
    const core = this.#cores.get(host);
    if (core === undefined) throw new Error("Expected a host that was started.");
    return core;
  }

  async #handle(host: SimHost, queue: string, body: unknown, applicationProperties: object): Promise<void> {
    const core = this.#coreOf(host);
    const log = (text: string): void => this.world.trace(host.name, () => text);
    const triggerMetadata = { applicationProperties };
    const context = { triggerMetadata, log, warn: log, error: log } as unknown as InvocationContext;
    await core.invocation(async () => {
      if (queue === QUEUES.results) await makeReceiveCertificationEventHandler(core)(body, context);
      else if (queue === QUEUES.deliveryReports) await makeRecordDeliveryReportHandler(core)(body, context);
      else await makeSendNotificationHandler(core)(body, context);
    });
  }

  /** Two stretches of trouble with a night between them, and a third after the weekend where there are people; then healing and rest. */
  async live(): Promise<void> {
    const { scheduler } = this.world;
    this.#plan();
    for (const { startMs, lengthInMs } of this.#drawnPeople === undefined ? STRETCHES : [...STRETCHES, MONDAY]) {
      for (let next = scheduler.nowMs; next < startMs; next += this.#random.between(30, 240) * MINUTE) {
        await this.#sweepAt(Math.min(next, startMs));
      }
      for (let minute = 1; minute <= lengthInMs / MINUTE; minute += 1) {
        const at = startMs + minute * MINUTE;
        if (this.world.profile.isBusy && startMs === STRETCHES[0].startMs && minute <= 4)
          await this.#sweepOftenUntil(at);
        if (!strikes(this.world, 0.05)) await this.#sweepAt(at, strikes(this.world, 0.1) ? 3 : 1);
        else await scheduler.runUntil(at);
      }
    }
    this.world.isFaulty = false;
    this.world.away.clear();
    this.world.trace("world", () => "everything heals");
    await this.#rest();
    if (this.#drawnPeople !== undefined) {
      await this.#sweepAt(TUESDAY_MS);
      await this.#rest();
    }
    this.#people.isThere = false;
    this.#operator.look();
    await this.world.scheduler.runUntil(this.world.scheduler.nowMs + MINUTE);
  }

  /** Publishes the scenario, lets clocks jump, and takes services away for a while. */
  #plan(): void {
    const { scheduler, profile, away } = this.world;
    const random = this.#random;
    const at = (atMs: number, run: () => void): void => {
      this.#plannedUntilMs = Math.max(this.#plannedUntilMs, atMs);
      scheduler.after(atMs - scheduler.nowMs, run);
    };
    for (const { atMs, body, event } of this.#scenario.publications) {
      at(atMs, () => {
        this.world.trace("producer", () => `publish ${event?.id ?? "what is no event"}`);
        this.#bus.put(QUEUES.results, body);
      });
    }
    const { strangeHints, strangeReports, looksAtMs } = this.#scenario;
    for (const { atMs, hint } of strangeHints) at(atMs, () => this.#bus.put(QUEUES.notifications, hint));
    for (const { atMs, body } of strangeReports) at(atMs, () => this.#bus.put(QUEUES.deliveryReports, body));
    for (const atMs of looksAtMs) at(atMs, () => this.#operator.lookAndReplay());
    for (const { atMs, submissionId, key, body } of this.#scenario.resends) {
      at(atMs, () => void this.#resend(submissionId, key, body, 5));
    }
    for (const { atMs, submissionId, body } of this.#delays)
      at(atMs, () => void this.#tellDelay(submissionId, body, 5));
    for (const asked of this.#drawnPeople?.asked ?? []) at(asked.atMs, () => this.#people.ask(asked));
    const moment = (): number => STRETCHES[random.between(0, 1)]?.startMs ?? 0;
    for (let count = profile.clockJumps ? random.between(1, 3) : 0; count > 0; count -= 1) {
      at(moment() + random.between(0, 20) * MINUTE, () => random.pick(this.#hosts).jumpClock());
    }
    for (const service of profile.outages) {
      const fromMs = moment() + random.between(0, 15) * MINUTE;
      const lengthInMs = random.pick([10_000, MINUTE, 6 * MINUTE, 40 * MINUTE]);
      at(fromMs, () => {
        if (!this.world.isFaulty) return;
        this.world.trace("world", () => `the ${service} goes away for ${lengthInMs / 1000} s`);
        away.add(service);
      });
      at(fromMs + lengthInMs, () => away.delete(service));
    }
  }

  async #resend(submissionId: string, key: string, body: object, triesLeft: number): Promise<void> {
    const host = this.#hosts.find(({ isAlive }) => isAlive);
    const again = (): void => {
      if (triesLeft > 1) {
        this.world.scheduler.after(2_000, () => void this.#resend(submissionId, key, body, triesLeft - 1));
      }
    };
    if (host === undefined) return again();
    try {
      await this.#coreOf(host).resendNotification(submissionId, body, key);
      this.world.trace(host.name, () => `resend ${key} of ${submissionId} is on its way`);
    } catch (error) {
      this.world.trace(host.name, () => `resend ${key}: ${String(error)}`);
      again();
    }
  }

  async #tellDelay(submissionId: string, body: object, triesLeft: number): Promise<void> {
    const host = this.#hosts.find(({ isAlive }) => isAlive);
    const again = (): void => {
      if (triesLeft > 1)
        this.world.scheduler.after(5_000, () => void this.#tellDelay(submissionId, body, triesLeft - 1));
    };
    if (host === undefined) return again();
    try {
      const { notice } = await this.#coreOf(host).tellDelay(submissionId, body);
      this.world.trace(host.name, () => `delay of ${submissionId} to ${notice.expectedAt} is promise ${notice.n}`);
    } catch (error) {
      this.world.trace(host.name, () => `delay of ${submissionId}: ${String(error)}`);
      if (isRetryable(error)) again();
    }
  }

  /** Runs up to this time and lets some processes sweep at it. */
  async #sweepAt(atMs: number, sweepers = 1): Promise<void> {
    const { scheduler } = this.world;
    await scheduler.runUntil(atMs);
    for (let count = sweepers; count > 0; count -= 1)
      scheduler.after(this.#random.between(0, 300), () => this.#sweep());
  }

  async #sweepOftenUntil(endMs: number): Promise<void> {
    const { scheduler } = this.world;
    while (scheduler.nowMs < endMs - 2_000) await this.#sweepAt(scheduler.nowMs + this.#random.between(200, 1_500));
  }

  #sweep(): void {
    const { scheduler, trace } = this.world;
    const alive = this.#hosts.filter(({ isAlive }) => isAlive);
    if (alive.length === 0) return;
    const host = this.#random.pick(alive);
    const now = earlier(host.clock.now(), scheduler.now(-2_000));
    trace(host.name, () => "sweep");
    void this.#coreOf(host)
      .sweepSla()
      .then(
        () => {
          this.#sweptAt = now;
        },
        (error: unknown) => trace(host.name, () => `the sweep failed: ${String(error)}`),
      );
  }

  /** Goes from one thing that is to happen to the next, until nothing is left to be done. */
  async #rest(): Promise<void> {
    const { scheduler } = this.world;
    const endMs = scheduler.nowMs + LONGEST_REST_IN_MS;
    for (let quiet = 0; quiet < 4 && scheduler.nowMs < endMs; ) {
      const next = this.#isQuiet() ? scheduler.nowMs + MINUTE : this.#nextWorkMs();
      await this.#sweepAt(Math.max(scheduler.nowMs + MINUTE, next));
      await scheduler.runUntil(scheduler.nowMs + 10_000);
      quiet = this.#isQuiet() ? quiet + 1 : 0;
    }
  }

  #isQuiet(): boolean {
    return (
      this.world.scheduler.nowMs > this.#plannedUntilMs &&
      this.#bus.isEmpty &&
      this.#store
        .dump("reviews")
        .filter(({ rowKey }) => rowKey.startsWith("3-notification|"))
        .map((row) => fromNotificationEntity(row).notification)
        .every(({ state, reason }) => !isOpen(state) || reason === "noContacts" || reason === "held") &&
      this.#dueWork().length === 0
    );
  }

  /** Times of the due rows that wait for something to be sent, told or announced. */
  #dueWork(): number[] {
    return this.#store
      .dump("due")
      .map(({ rowKey }) => rowKey.split("|"))
      .filter(
        ([, kind, id = ""]) =>
          kind === "notice" ||
          (kind === "open" && this.#isOpenRow(id)) ||
          (kind === "clock" && this.#hasStepToTake(id)),
      )
      .map(([at]) => toEpochMs(at as Instant));
  }

  #isOpenRow(id: string): boolean {
    const row = this.#store.dump("reviews").find(({ rowKey }) => rowKey === `3-notification|${id}`);
    return row !== undefined && isOpen(fromNotificationEntity(row).notification.state);
  }

  /** Some sweeps by clocks that are behind may pass before what has come is announced, one step a sweep. */
  #hasStepToTake(partition: string): boolean {
    const row = this.#store.dump("reviews").find((one) => one.partitionKey === partition && one.rowKey === REVIEW_ROW);
    const now = this.world.scheduler.now();
    return row !== undefined && fromReviewEntity(row).record.clock.steps.some(({ at, isDone }) => !isDone && at <= now);
  }

  #nextWorkMs(): number {
    const { nowMs } = this.world.scheduler;
    const planned = this.#plannedUntilMs > nowMs ? [this.#plannedUntilMs] : [];
    const times = [...planned, ...this.#dueWork(), this.#bus.nextVisibleAtMs() ?? Number.POSITIVE_INFINITY];
    const next = Math.min(...times);
    return Number.isFinite(next) ? Math.min(next + 1_000, nowMs + 12 * HOUR) : nowMs + MINUTE;
  }

  /** The ledger grows older than it keeps anything, events come for reviews as they are purged, and processes die at it. */
  async growOld(): Promise<void> {
    const { world } = this;
    const { scheduler } = world;
    world.trace("world", () => "more than a year passes");
    const before = await oldLedger(this.#store);
    await scheduler.runUntil(scheduler.nowMs + (DEFAULT_SETTINGS.retentionInDays + 1) * 24 * HOUR);
    world.isFaulty = true;
    const late = this.#random.chance(0.5) ? [] : drawLateResults(this.#random, this.#scenario, scheduler.now());
    const publish = ({ body }: Publication, withinMs: number): void =>
      scheduler.after(this.#random.between(0, withinMs), () => this.#bus.put(QUEUES.results, body));
    // Some come just as their reviews are purged.
    this.#store.onPurge = (partition) => {
      const own = late.find(({ event }) => reviewPartition(event?.submissionId ?? "") === partition);
      if (own !== undefined) publish(own, 40);
    };
    for (let hour = 0; hour < 6; hour += 1) {
      // So that each sweep finds its process's last look at what is old long past.
      await this.#sweepAt(scheduler.nowMs + 61 * MINUTE, this.#random.between(1, 2));
      const own = late[hour];
      if (own !== undefined) publish(own, 700);
      await scheduler.runUntil(scheduler.nowMs + MINUTE);
    }
    world.isFaulty = false;
    for (let hour = 0; hour < 4; hour += 1) {
      await this.#sweepAt(scheduler.nowMs + 61 * MINUTE);
      await this.#rest();
    }
    const found = [
      ...(await findUnpurged(this.#store, before, late)),
      ...findMisplaced(this.#store.dump("index")),
      ...findStale(this.#store.dump("reviews"), this.#store.dump("index"), this.#store.dump("due")),
    ];
    for (const text of found) world.trace("check", () => `VIOLATION ${text}`);
    world.violations.push(...found);
  }

  async check(): Promise<void> {
    const { profile, violations } = this.world;
    const remains = {
      rows: this.#store.dump("reviews"),
      taken: this.provider.taken,
      callsAtMs: this.provider.callsAtMs,
      reports: this.#reports.published,
      rejected: this.#bus.rejected,
      replayed: this.#bus.replayed,
      operator: this.#operator,
      deadLettered: this.#bus.deadLettered.length,
      scenario: this.#scenario,
      profile,
      sweptAt: this.#sweptAt,
      noticeIds: this.#noticeIds,
      answered: this.#people.answered,
    };
    const isAwaited = findStale(remains.rows, this.#store.dump("index"), []).length > 0;
    const found = [
      ...findViolations(remains),
      ...findMisplaced(this.#store.dump("index")),
      ...findStale(remains.rows, this.#store.dump("index"), this.#store.dump("due")),
      ...(isAwaited ? [] : await findMiscounted(this.#store)),
    ];
    for (const text of found) this.world.trace("check", () => `VIOLATION ${text}`);
    violations.push(...found);
  }
}
