import type { ArticleCatalogue, ContentProblem } from "./articles/article.ts";
import type { ActionLinkSettings } from "./notifications/action-link.ts";
import type { AlertTeams } from "./notifications/alert-teams.ts";
import type { MailSettings } from "./notifications/mail-input.ts";
import type { MailIdentity } from "./notifications/outgoing-mail.ts";
import type { MailQuota } from "./notifications/quota-lanes.ts";
import type { ResendPolicy } from "./notifications/resend-rules.ts";
import type { SendGate } from "./notifications/send-gate.ts";
import type { PollSettings } from "./partner-center/poll-settings.ts";
import type { Patience } from "./patience.ts";
import type { PolicyCatalogue } from "./policies/policy.ts";
import type {
  AsideMessages,
  Clock,
  DeadLetters,
  EntityStore,
  Log,
  Mailer,
  Notices,
  PartnerCenter,
  QueueLook,
  Random,
  RejectedMessages,
  TemplateRenderer,
  WorkQueue,
} from "./ports.ts";
import type { CalendarCatalogue } from "./sla/calendar-catalogue.ts";
import type { SlaSettings } from "./sla/fold-record.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { AcknowledgeReview } from "./verbs/acknowledge-review.ts";
import type { CheckHealth } from "./verbs/check-health.ts";
import type { ForecastBreaches } from "./verbs/forecast-breaches.ts";
import type { ListRejected } from "./verbs/list-rejected.ts";
import type { ListReviews } from "./verbs/list-reviews.ts";
import type { LookAtMail } from "./verbs/look-at-mail.ts";
import type { PauseReview } from "./verbs/pause-review.ts";
import type { PollSubmissions } from "./verbs/poll-submissions.ts";
import type { PreviewEvent } from "./verbs/preview-event.ts";
import type { PutOff } from "./verbs/put-off.ts";
import type { ReceiveEvent } from "./verbs/receive-event.ts";
import type { RecordDeliveryReport } from "./verbs/record-delivery-report.ts";
import type { ReplayRejected } from "./verbs/replay-rejected.ts";
import type { ReportAttainment } from "./verbs/report-attainment.ts";
import type { ReportRecurrence } from "./verbs/report-recurrence.ts";
import type { ResendNotification } from "./verbs/resend-notification.ts";
import type { RetryMails } from "./verbs/retry-mails.ts";
import type { SendNotification } from "./verbs/send-notification.ts";
import type { ShowAction } from "./verbs/show-action.ts";
import type { ShowBoard } from "./verbs/show-board.ts";
import type { ShowDossier } from "./verbs/show-dossier.ts";
import type { ShowOperations } from "./verbs/show-operations.ts";
import type { ShowReview } from "./verbs/show-review.ts";
import type { SweepSla } from "./verbs/sweep-sla.ts";
import type { TakeAction } from "./verbs/take-action.ts";
import type { TellDelay } from "./verbs/tell-delay.ts";

/** What people write for the app: articles, policies, calendars and templates. */
export interface CoreContent {
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
  /** What is wrong with articles and policies; health tells how many. */
  readonly problems: readonly ContentProblem[];
  readonly calendars: CalendarCatalogue;
  readonly renderer: TemplateRenderer;
}

/** The world outside of one process. */
export interface CorePorts {
  readonly store: EntityStore;
  readonly queue: WorkQueue;
  readonly notices: Notices;
  readonly rejectedMessages: RejectedMessages;
  readonly asideMessages: AsideMessages;
  readonly deadLetters: DeadLetters;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly random: Random;
  /** Of this process: whether mails may go out with their event. */
  readonly gate: SendGate;
  /** Absent where nothing is to be traced. */
  readonly telemetry?: Telemetry | undefined;
  /** Resolves when the bus answered. */
  readonly askBus: () => Promise<void>;
  /** Looks at the queues that we work on. Throws `BUS_UNAVAILABLE`. */
  readonly lookAtQueues: () => Promise<readonly QueueLook[]>;
  /** Absent where nobody asked for the poller. */
  readonly partnerCenter?: PartnerCenter | undefined;
}

/** What an operator may set. */
export interface CoreSettings extends AlertTeams {
  readonly sla: SlaSettings;
  /** Language of the alerts; English when its words are not there. */
  readonly alertLocale: string;
  readonly identity: MailIdentity;
  readonly mail: MailSettings;
  /** Our sender address without a name: reports on another sender's mails are not ours. */
  readonly sender: string;
  /** Patterns of the addresses that may get mail; everybody when absent. */
  readonly allowList?: readonly string[];
  readonly quota: MailQuota;
  /** What to do about an unknown outcome where the provider cannot be asked. */
  readonly unknownMail: "resend" | "hold";
  readonly notifyPassedWithNotes: boolean;
  readonly resend: ResendPolicy;
  /** How long the ledger keeps what is closed. */
  readonly retentionInDays: number;
  /** Absent where nobody asked for the poller. */
  readonly polling?: PollSettings | undefined;
  /** Absent where digests hold no links that do something, and none is taken. */
  readonly actionLinks?: ActionLinkSettings;
}

/** Every verb of the app. */
export interface Core {
  /** Runs one invocation of a handler of messages: all its waiting for ledger and bus is over four minutes after it began. */
  readonly invocation: Patience["invocation"];
  readonly receiveEvent: ReceiveEvent;
  readonly sendNotification: SendNotification;
  readonly recordDeliveryReport: RecordDeliveryReport;
  /** Where the handlers send what they cannot work on now. */
  readonly putOff: PutOff;
  /** Where the handlers put what they cannot work on. */
  readonly rejectedMessages: RejectedMessages;
  /** The sweep, which tells this log what went wrong. */
  readonly sweepSla: (report: Log) => SweepSla;
  /** The poller, which tells this log what went wrong; absent where nobody asked for it. */
  readonly pollSubmissions?: (report: Log) => PollSubmissions;
  readonly listRejected: ListRejected;
  readonly replayRejected: ReplayRejected;
  readonly resendNotification: ResendNotification;
  readonly acknowledgeReview: AcknowledgeReview;
  readonly pauseReview: PauseReview;
  readonly tellDelay: TellDelay;
  readonly checkHealth: CheckHealth;
  readonly showOperations: ShowOperations;
  readonly retryMails: RetryMails;
  /** Lets mail go to an address again that bounced, by the address or the key of its mark, and keeps who asked for it; false when there is none. */
  readonly releaseAddress: (asked: string, by: string) => Promise<boolean>;
  readonly reportAttainment: ReportAttainment;
  readonly forecastBreaches: ForecastBreaches;
  readonly reportRecurrence: ReportRecurrence;
  readonly listReviews: ListReviews;
  readonly showBoard: ShowBoard;
  readonly showDossier: ShowDossier;
  readonly lookAtMail: LookAtMail;
  readonly showAction: ShowAction;
  readonly takeAction: TakeAction;
  readonly previewEvent: PreviewEvent;
  readonly showReview: ShowReview;
}
