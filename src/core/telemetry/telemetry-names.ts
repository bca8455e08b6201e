/** Every span that the app makes. */
export const SPANS = {
  invocation: "invocation",
  request: "http request",
  parse: "parse event",
  receive: "receive event",
  send: "send notification",
  provider: "hand over mail",
  table: "table request",
  report: "record delivery report",
  sweep: "sweep",
} as const;

/** The name of a span. */
export type SpanName = (typeof SPANS)[keyof typeof SPANS];

/** Every metric that the app counts or measures; workbook, alerts and docs/telemetry.md use no other. */
export const METRICS = {
  events: "notifier.events",
  mails: "notifier.mails",
  retries: "notifier.mail.retries",
  acceptedAfter: "notifier.mail.accepted_after",
  oldestMessage: "notifier.queue.oldest_age",
  clocks: "notifier.clocks",
  sweepTime: "notifier.sweep.duration",
  tableRequests: "notifier.table.requests",
} as const;

/** The name of a metric. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Every attribute of spans and metrics: kinds, states and ids, and never an address or a text of anybody. */
export const ATTRIBUTES = {
  function: "notifier.function",
  route: "http.route",
  method: "http.request.method",
  status: "http.response.status_code",
  eventType: "notifier.event.type",
  eventKey: "notifier.event.key",
  notificationId: "notifier.notification.id",
  operationId: "notifier.operation.id",
  mailKind: "notifier.mail.kind",
  outcome: "notifier.outcome",
  queue: "notifier.queue",
  clockState: "notifier.clock.state",
  table: "notifier.table",
  request: "notifier.table.request",
  error: "error.type",
} as const;

/** Values by the names of `ATTRIBUTES`. */
export type Attributes = Readonly<Partial<Record<(typeof ATTRIBUTES)[keyof typeof ATTRIBUTES], string | number>>>;
