import type { Mailer, MailOutcome, MailStatus, OutgoingMail } from "../src/core/ports.ts";
import type { SimHost } from "./sim-host.ts";
import type { SimReports } from "./sim-reports.ts";
import { strikes, type World } from "./world.ts";

/** A mail that the provider took and will deliver. */
export interface TakenMail {
  readonly operationId: string;
  readonly address: string;
  readonly atMs: number;
  readonly subject: string;
  readonly text: string;
}

/** Addresses for which there is a verdict, whatever the weather. */
export const REFUSED_ADDRESS = "refused@contoso.example";

type Fate = "accept" | "refuse" | "busy" | "lostAfter" | "lostBefore" | "slow";

/** A mail provider of either kind: SMTP takes every repeat, Azure Communication Services takes an operation once and can be asked. */
export class SimMailProvider {
  readonly taken: TakenMail[] = [];
  /** When it was called, whatever it answered: this is what a quota counts. */
  readonly callsAtMs: number[] = [];
  /** A mail that was refused is not taken by an earlier call that still lingers. */
  readonly #refused = new Set<string>();
  readonly #world: World;
  readonly #reports: SimReports;
  /** Called with each mail as it is taken. */
  onTaken: (mail: TakenMail) => void = () => {};

  constructor(world: World, reports: SimReports) {
    this.#world = world;
    this.#reports = reports;
  }

  /** The provider as one process sees it. */
  mailer(host: SimHost): Mailer {
    const send = async (mail: OutgoingMail): Promise<MailOutcome> => await this.#send(host, mail);
    const close = async (): Promise<void> => {};
    if (this.#world.profile.provider === "smtp") return { send, close };
    return { send, close, status: async (operationId) => await this.#status(host, operationId) };
  }

  /** Never throws, and ends within 30 seconds, as the port promises. */
  async #send(host: SimHost, mail: OutgoingMail): Promise<MailOutcome> {
    const { scheduler, random, profile } = this.#world;
    const fate = this.#fateOf(mail);
    const cut: MailOutcome = { kind: "unknown", answer: "the connection was cut" };
    const perform = async (): Promise<MailOutcome> => {
      this.callsAtMs.push(scheduler.nowMs);
      if (this.#world.away.has("mail")) return { kind: "retryable", answer: "no connection", ours: true };
      if (profile.provider === "acs" && this.#isTaken(mail.operationId))
        return { kind: "permanent", answer: "400 repeated" };
      switch (fate) {
        case "refuse":
          this.#refused.add(mail.operationId);
          return { kind: "permanent", answer: "550 no such user" };
        case "busy":
          return random.chance(0.5)
            ? { kind: "retryable", answer: "451 later", ours: false }
            : { kind: "retryable", answer: "429", ours: false, retryAfterInMs: random.between(1, 120) * 1000 };
        case "lostBefore":
          return cut;
        case "slow":
          // Taken at some time during or after the call, which our own deadline cuts.
          if (random.chance(0.5)) {
            const lateInMs = random.between(0, random.chance(0.4) ? 1_200_000 : 60_000);
            scheduler.after(lateInMs, () => {
              if (!this.#refused.has(mail.operationId)) this.#take(mail);
            });
          }
          return cut;
        case "lostAfter":
          this.#take(mail);
          return cut;
        case "accept":
          this.#take(mail);
          return { kind: "accepted", answer: "250 OK" };
      }
    };
    const outcome = await host.call(
      () => `mail to ${mail.to.address}, operation ${mail.operationId.slice(0, 6)}: ${fate}`,
      perform,
      () => "none",
      () => new Error("never"),
    );
    if (fate === "slow") await host.clock.sleep(29_000);
    return outcome;
  }

  #fateOf(mail: OutgoingMail): Fate {
    if (mail.to.address === REFUSED_ADDRESS) return "refuse";
    if (!strikes(this.#world, this.#world.profile.mailFaults)) return "accept";
    return this.#world.random.pick(["busy", "busy", "lostAfter", "lostBefore", "slow", "refuse"]);
  }

  async #status(host: SimHost, operationId: string): Promise<MailStatus> {
    const perform = async (): Promise<MailStatus> => {
      if (this.#world.away.has("mail") || strikes(this.#world, this.#world.profile.mailFaults / 3)) {
        return { kind: "unavailable", answer: "503" };
      }
      return this.#isTaken(operationId)
        ? { kind: "accepted", answer: "Succeeded" }
        : { kind: "notFound", answer: "404" };
    };
    return await host.call(
      () => `ask for operation ${operationId.slice(0, 6)}`,
      perform,
      () => "none",
      () => new Error("never"),
    );
  }

  #isTaken(operationId: string): boolean {
    return this.taken.some((mail) => mail.operationId === operationId);
  }

  #take(mail: OutgoingMail): void {
    const { operationId, to, subject, text } = mail;
    const { scheduler, trace, profile } = this.#world;
    if (profile.provider === "acs" && this.#isTaken(operationId)) return;
    const mailTaken = { operationId, address: to.address, atMs: scheduler.nowMs, subject, text };
    this.taken.push(mailTaken);
    trace("provider", () => `TAKEN ${operationId.slice(0, 6)} to ${to.address}: ${subject}`);
    this.#reports.tellOf(mail);
    this.onTaken(mailTaken);
  }
}
