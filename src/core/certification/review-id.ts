import { sha256 } from "../hash.ts";

/** Partition of a review: any submission id becomes a legal table key. */
export const reviewPartition = (submissionId: string): string => sha256(submissionId);

const NAMED_BY_HASH = /^sha256:([0-9a-f]{64})$/i;

/** Partition of the review that a request names by its submission id, or by `sha256:` and the hex SHA-256 of that id. */
export const partitionOfNamed = (name: string): string =>
  NAMED_BY_HASH.exec(name)?.[1]?.toLowerCase() ?? reviewPartition(name);

/** Hash of an offer: an id that every review of it has in common. */
export const offerKey = (publisherId: string, offerId: string): string =>
  sha256(`${publisherId}\n${offerId}`).slice(0, 32);
