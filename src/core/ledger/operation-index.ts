import * as z from "zod";
import { type DeliveryReport, REPORT_STATUSES } from "../delivery/delivery-report.ts";
import { canonicalJson } from "../hash.ts";
import { type Instant, parseInstant } from "../instant.ts";
import type { Entity, EntityStore, Write } from "../ports.ts";
import { parseStored } from "./notification-entity.ts";
import { untilWritten } from "./review-rows.ts";

/** What is known of one operation of the mail provider. */
export interface KnownOperation {
  readonly notificationId?: string;
  /** Reports that could not be applied when they came. */
  readonly reports: readonly DeliveryReport[];
}

/** Finds the notification that a delivery report is about, and keeps reports that come too early. */
export interface OperationIndex {
  /** Ties an operation to its notification; true when reports on it came already. Repeating it changes nothing. */
  note(operationId: string, notificationId: string): Promise<boolean>;
  find(operationId: string): Promise<KnownOperation | undefined>;
  /** Keeps a report for later. */
  keep(operationId: string, report: DeliveryReport): Promise<void>;
}

const OPERATION_ROW = "operation";
const MAX_KEPT = 20;

const instantSchema = z.string().refine((text) => parseInstant(text) !== undefined) as unknown as z.ZodType<Instant>;
const reportsSchema = z.array(
  z.object({
    at: instantSchema,
    status: z.enum(REPORT_STATUSES),
    detail: z.string().optional(),
    recipient: z.string().optional(),
    sender: z.string().optional(),
    operationIds: z.array(z.string()),
  }),
);

/** The operation index on an entity store: one row an operation, which also holds early reports, so that neither can miss the other. */
export const makeOperationIndex = (store: EntityStore): OperationIndex => {
  const read = async (operationId: string): Promise<Entity | undefined> =>
    await store.get("operations", operationId, OPERATION_ROW);

  const change = async (operationId: string, to: (known: KnownOperation) => KnownOperation): Promise<KnownOperation> =>
    await untilWritten(async () => {
      const entity = await read(operationId);
      const known = entity === undefined ? { reports: [] } : toKnown(entity);
      const next = to(known);
      if (canonicalJson(next) === canonicalJson(known)) return known;
      const result = await store.transact("operations", operationId, [toWrite(next, entity?.etag)]);
      return result.kind === "written" ? next : undefined;
    });

  return {
    note: async (operationId, notificationId) => {
      // Mostly the row is new, and need not be read.
      const insert = toWrite({ notificationId, reports: [] }, undefined);
      if ((await store.transact("operations", operationId, [insert])).kind === "written") return false;
      const known = await change(operationId, ({ reports }) => ({ notificationId, reports }));
      return known.reports.length > 0;
    },
    find: async (operationId) => {
      const entity = await read(operationId);
      return entity && toKnown(entity);
    },
    keep: async (operationId, report) => {
      await change(operationId, ({ reports, ...known }) => ({
        ...known,
        reports: reports.some((kept) => canonicalJson(kept) === canonicalJson(report))
          ? reports
          : [...reports, report].slice(-MAX_KEPT),
      }));
    },
  };
};

const toWrite = ({ notificationId, reports }: KnownOperation, etag: string | undefined): Write => {
  const row = {
    rowKey: OPERATION_ROW,
    fields: notificationId === undefined ? {} : { notificationId },
    blobs: reports.length === 0 ? {} : { reports: JSON.stringify(reports) },
  };
  return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };
};

const toKnown = (entity: Entity): KnownOperation => {
  const { notificationId } = entity.fields;
  return {
    ...(typeof notificationId === "string" ? { notificationId } : {}),
    reports:
      entity.blobs.reports === undefined
        ? []
        : (parseStored(entity, "reports", reportsSchema) as readonly DeliveryReport[]),
  };
};
