import { QUEUES } from "../src/config/queues.ts";
import type { ReportStatus } from "../src/core/delivery/delivery-report.ts";
import type { Notification } from "../src/core/notifications/notification.ts";
import type { OutgoingMail } from "../src/core/ports.ts";
import type { SimBus } from "./sim-bus.ts";
import { strikes, type World } from "./world.ts";

/** A delivery report that is on its way, and will arrive at least once. */
export interface PublishedReport {
  readonly operationId: string;
  readonly status: ReportStatus;
  /** No other report has the same. */
  readonly detail: string;
  /** False for one about a member of a list. */
  readonly isAboutRecipient: boolean;
  /** True when the mail was not sent yet. */
  readonly isEarly: boolean;
}

interface Reported {
  readonly operationId: string;
  readonly address: string;
  readonly messageId: string;
}

const BAD: readonly ReportStatus[] = ["Bounced", "Bounced", "Suppressed", "Failed", "Quarantined", "FilteredSpam"];
const SENDER = "certification@notifier.example";

/** What the mail provider tells of the mails that it took: in any order, twice, late, at once, or never. */
export class SimReports {
  readonly #world: World;
  readonly #bus: SimBus;
  readonly published: PublishedReport[] = [];

  constructor(world: World, bus: SimBus) {
    this.#world = world;
    this.#bus = bus;
  }

  /** Reports on a mail that was taken just now. */
  tellOf({ operationId, to, headers }: OutgoingMail): void {
    const { random, profile } = this.#world;
    if (!random.chance(profile.reports)) return;
    const mail = { operationId, address: to.address, messageId: headers["Message-ID"] ?? "" };
    const isBad = random.chance(profile.badReports);
    if (random.chance(0.1)) this.#publish(mail, "Expanded");
    if (random.chance(0.1)) this.#publish(mail, random.pick(BAD), { recipient: "member@contoso.example" });
    this.#publish(mail, isBad ? random.pick(BAD) : "Delivered");
    // A mailbox that took the mail may still send it back.
    if (random.chance(profile.badReports / 2)) this.#publish(mail, "Bounced");
  }

  /** Reports on a mail that is only going to be sent: the ledger it went out from was lost. */
  tellOfEarlier({ operationId, address, messageId }: Notification): void {
    const { random, profile } = this.#world;
    if (address === undefined || !strikes(this.#world, profile.earlyReports)) return;
    const status = random.pick<ReportStatus>(["Delivered", "Bounced", "Expanded"]);
    this.#publish({ operationId, address, messageId }, status, { isEarly: true });
  }

  #publish(
    { operationId, address, messageId }: Reported,
    status: ReportStatus,
    { recipient = address, isEarly = false } = {},
  ): void {
    const { scheduler, random, profile, trace } = this.#world;
    const n = this.published.length + 1;
    const detail = `report ${n}`;
    const delayInMs = random.pick([0, 0, random.between(0, 5_000), isEarly ? 50 : random.between(0, 600_000)]);
    const event = {
      type: "Microsoft.Communication.EmailDeliveryReportReceived",
      data: {
        status,
        // Another service than Azure Communication Services has its own ids, and ours in the Message-ID alone.
        messageId: profile.provider === "acs" ? operationId : `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
        internetMessageId: messageId,
        recipient,
        ...(random.chance(0.5) ? { sender: SENDER } : {}),
        deliveryStatusDetails: { statusMessage: detail },
        deliveryAttemptTimeStamp: scheduler.now(),
      },
    };
    const body = JSON.stringify(strikes(this.#world, 0.05) ? [event, { broken: detail }] : event);
    this.#bus.put(QUEUES.deliveryReports, new TextEncoder().encode(body), scheduler.nowMs + delayInMs);
    this.published.push({ operationId, status, detail, isEarly, isAboutRecipient: recipient === address });
    trace(
      "provider",
      () => `REPORT ${status} of ${operationId.slice(0, 6)} (${detail})${isEarly ? ", too early" : ""}`,
    );
  }
}
