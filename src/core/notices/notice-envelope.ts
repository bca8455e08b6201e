import { v5 as uuidV5 } from "uuid";
import type { Instant } from "../instant.ts";
import { shortInstant } from "../sla/trace-text.ts";
import type { NOTICE_SOURCE, NoticeEvent } from "./notice-schema.ts";

/** Namespace of our event ids: UUIDv5 of the DNS name `certification-notices`. */
const EVENT_NAMESPACE = uuidV5("certification-notices", uuidV5.DNS);

/** Type of the schema's own, so that the app does not load the schemas for it. */
const SOURCE: typeof NOTICE_SOURCE = "/certification-notifier";

/** What all events have around their data; one cause is one `id`, however often it is told. */
export const noticeEnvelope = <T extends NoticeEvent["type"]>(type: T, cause: string, subject: string, at: Instant) =>
  ({
    specversion: "1.0",
    id: uuidV5(cause, EVENT_NAMESPACE),
    source: SOURCE,
    type,
    subject,
    time: shortInstant(at),
    datacontenttype: "application/json",
  }) as const;

/** Those that were not told before. */
export const newNotices = (before: readonly NoticeEvent[], after: readonly NoticeEvent[]): readonly NoticeEvent[] => {
  const told = new Set(before.map(({ id }) => id));
  return after.filter(({ id }) => !told.has(id));
};
