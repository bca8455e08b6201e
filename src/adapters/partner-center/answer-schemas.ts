import * as z from "zod";
import { type Instant, parseInstant } from "../../core/instant.ts";
import {
  type Known,
  type ProductSeen,
  REPORT_STATUSES,
  type ReportSeen,
  STATES,
  SUBSTATES,
  type SubmissionSeen,
  UPDATES,
  type WorkflowSeen,
} from "../../core/partner-center/submission.ts";
import { present } from "../../core/present.ts";

/** Samples of this API and its relatives write the same word in several cases. */
const oneOf =
  <const T extends readonly string[]>(words: T) =>
  (text: string): Known<T> =>
    words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? "unknown";

/** UTC, with or without saying so; the year 1 is "not set". What is no instant counts as not given. */
const instantOf = (value: unknown): Instant | undefined => {
  if (typeof value !== "string" || value.startsWith("0001-")) return undefined;
  return parseInstant(value) ?? parseInstant(`${value}Z`);
};

const optionalInstant = z.unknown().optional().transform(instantOf);
const optionalText = z.string().nullish().catch(undefined);

const typedValues = z
  .array(z.object({ type: z.string(), value: z.string() }))
  .nullish()
  .catch(undefined);

const valueOfType = (values: z.infer<typeof typedValues>, type: string): string | undefined =>
  values?.find((each) => each.type.toLowerCase() === type)?.value;

/** A page of anything. */
export const pageSchema = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** Ids are text: as numbers they would lose digits. */
export const submissionSchema = z
  .object({
    id: z.string().min(1).max(128),
    state: z.string().transform(oneOf(STATES)),
    substate: z.string().transform(oneOf(SUBSTATES)),
    pendingUpdateInfo: z.object({ status: z.string().nullish() }).nullish(),
    targets: typedValues,
  })
  .transform(({ id, state, substate, pendingUpdateInfo, targets }): SubmissionSeen => {
    const status = pendingUpdateInfo?.status ?? undefined;
    const update = status === undefined ? undefined : oneOf(UPDATES)(status);
    return { id, state, substate, ...present({ update, environment: valueOfType(targets, "scope")?.slice(0, 64) }) };
  });

export const reportSchema = z
  .object({
    status: z.string().transform(oneOf(REPORT_STATUSES)),
    reportTimeInUtc: optionalInstant,
    fileUri: optionalText,
  })
  .transform(({ status, reportTimeInUtc, fileUri }): ReportSeen => {
    return { status, ...present({ reportedAt: reportTimeInUtc, fileUri: fileUri ?? undefined }) };
  });

const stepSchema = z
  .object({ name: z.string(), completeDateTimeInUtc: optionalInstant })
  .transform(({ name, completeDateTimeInUtc }) => ({ name, ...present({ completedAt: completeDateTimeInUtc }) }));

export const workflowSchema = z
  .object({
    type: optionalText,
    startDateTimeInUtc: optionalInstant,
    completeDateTimeInUtc: optionalInstant,
    workflowSteps: z.array(stepSchema).nullish(),
  })
  .transform(({ type, startDateTimeInUtc, completeDateTimeInUtc, workflowSteps }): WorkflowSeen => {
    const times = present({ startedAt: startDateTimeInUtc, completedAt: completeDateTimeInUtc });
    return { type: type ?? "", steps: workflowSteps ?? [], ...times };
  });

export const productSchema = z
  .object({ name: optionalText, externalIDs: typedValues })
  .transform(({ name, externalIDs }): ProductSeen => {
    return present({ name: oneLine(name), offerId: oneLine(valueOfType(externalIDs, "azureofferid")) });
  });

/** What names an offer has to fit into an event. */
const oneLine = (text: string | null | undefined): string | undefined => {
  const line = text
    ?.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 256);
  return line ? line : undefined;
};
