import { FAILED_REVIEW, sumOf } from "./operations.ts";

/** List prices in US dollars, which change: see the price pages before you rely on them. */
const PRICES = {
  tablePerTransaction: 0.00036 / 10_000,
  busBase: 10,
  busIncluded: 13e6,
  busPerOperationTo100M: 0.8e-6,
  busPerOperationBeyond: 0.5e-6,
  busPremiumUnit: 677,
  mail: 0.00025,
  mailMegabyte: 0.00012,
} as const;

const MAIL_IN_MEGABYTES = 0.03;
/** The default of a custom domain. */
const DEFAULT_MAILS_AN_HOUR = 100;
const HOURS = 30 * 24;
/** How much more the busiest hour brings than a mean one. */
const PEAK = 10;
const RETENTION_IN_MONTHS = 400 / 30;
const PARTITION_ROWS_A_SECOND = 2_000;
const MEAN_READ_PAGE = 1_000;

/** What a month with so many failed reviews takes. */
export interface Month {
  readonly failures: number;
  readonly peakPerSecond: number;
  readonly tableRequests: number;
  readonly busOperations: number;
  readonly tablesInDollars: number;
  readonly busStandardInDollars: number;
  readonly busPremiumInDollars: number;
  readonly mailInDollars: number;
  /** Of the mails an hour that the provider takes by default; the mean hour, and the busiest. */
  readonly meanOfDefaultQuota: number;
  readonly peakOfDefaultQuota: number;
  /** Of what the busiest partition takes, in the busiest hour. */
  readonly peakOfPartition: number;
  /** To read the whole index, as a report does. */
  readonly indexRequests: number;
  readonly indexInSeconds: number;
}

/**
 * Rows of the index that a failed review writes and deletes, in its one partition: 7 when it starts, 9 when it fails, 7 when it is purged, and
 * the 3 moves that are summed up.
 */
const INDEX_ROWS_WRITTEN = 26;

/** Computes a month from the counted operations. */
export const toMonth = (failures: number): Month => {
  const each = sumOf(FAILED_REVIEW);
  const tableRequests = failures * each.tableRequests;
  // Each message received is sent by somebody, received and completed; each that we send is sent.
  const busOperations = failures * (each.busReceived * 3 + each.busSent);
  const peakPerSecond = (failures / HOURS / 3600) * PEAK;
  const meanPerHour = failures / HOURS;
  const indexed = failures * RETENTION_IN_MONTHS;
  return {
    failures,
    peakPerSecond,
    tableRequests,
    busOperations,
    tablesInDollars: tableRequests * PRICES.tablePerTransaction,
    busStandardInDollars: busStandard(busOperations),
    busPremiumInDollars: PRICES.busPremiumUnit,
    mailInDollars: failures * (PRICES.mail + MAIL_IN_MEGABYTES * PRICES.mailMegabyte),
    meanOfDefaultQuota: meanPerHour / DEFAULT_MAILS_AN_HOUR,
    peakOfDefaultQuota: (meanPerHour * PEAK) / DEFAULT_MAILS_AN_HOUR,
    peakOfPartition: (peakPerSecond * INDEX_ROWS_WRITTEN) / PARTITION_ROWS_A_SECOND,
    indexRequests: Math.ceil(indexed / MEAN_READ_PAGE),
    indexInSeconds: indexed / PARTITION_ROWS_A_SECOND,
  };
};

const busStandard = (operations: number): number => {
  const first = Math.min(Math.max(0, operations - PRICES.busIncluded), 87e6);
  const beyond = Math.max(0, operations - 100e6);
  return PRICES.busBase + first * PRICES.busPerOperationTo100M + beyond * PRICES.busPerOperationBeyond;
};

/** The volumes of the table in docs/scale.md. */
export const VOLUMES = [1_000, 100_000, 10_000_000] as const;

const number = (value: number): string => Math.round(value).toLocaleString("en-US");
const dollars = (value: number): string => (value < 1 ? `$${value.toFixed(2)}` : `$${number(value)}`);
const share = (value: number): string =>
  value >= 10
    ? `${number(value)} times`
    : `${(value * 100).toLocaleString("en-US", { maximumSignificantDigits: 2 })} %`;
const seconds = (value: number): string =>
  value >= 3600
    ? `${(value / 3600).toFixed(1)} h`
    : `${value.toLocaleString("en-US", { maximumSignificantDigits: 2 })} s`;

const LINES: readonly (readonly [string, (month: Month) => string])[] = [
  [
    "failures a second in the busiest hour",
    ({ peakPerSecond }) => peakPerSecond.toLocaleString("en-US", { maximumSignificantDigits: 2 }),
  ],
  ["table requests", ({ tableRequests }) => number(tableRequests)],
  ["Service Bus operations", ({ busOperations }) => number(busOperations)],
  ["tables", ({ tablesInDollars }) => dollars(tablesInDollars)],
  ["Service Bus Standard", ({ busStandardInDollars }) => dollars(busStandardInDollars)],
  ["or Premium, one unit", ({ busPremiumInDollars }) => dollars(busPremiumInDollars)],
  ["mail by Communication Services", ({ mailInDollars }) => dollars(mailInDollars)],
  ["of the default mail quota (100 an hour), mean hour", ({ meanOfDefaultQuota }) => share(meanOfDefaultQuota)],
  ["the same, busiest hour", ({ peakOfDefaultQuota }) => share(peakOfDefaultQuota)],
  ["of a partition's 2,000 rows a second, busiest hour", ({ peakOfPartition }) => share(peakOfPartition)],
  ["requests to read the whole index", ({ indexRequests }) => number(indexRequests)],
  ["time for it, at 2,000 rows a second a partition", ({ indexInSeconds }) => seconds(indexInSeconds)],
];

/** The table of docs/scale.md, as Markdown. */
export const renderMonths = (): string => {
  const months = VOLUMES.map(toMonth);
  return [
    `| a month | ${months.map(({ failures }) => `${number(failures)} failures`).join(" | ")} |`,
    `| --- |${" ---: |".repeat(months.length)}`,
    ...LINES.map(([name, show]) => `| ${name} | ${months.map(show).join(" | ")} |`),
  ].join("\n");
};
